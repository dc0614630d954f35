export { messagePack } from './formats/message-pack.ts';
