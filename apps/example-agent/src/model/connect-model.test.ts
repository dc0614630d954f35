import { generateText } from 'ai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectModel, type ModelEnvironment, ModelSettingsError } from './connect-model.ts';
import { plannerModel, startModelServer } from './server/start-model-server.ts';

describe('connectModel', () => {
  it('starts the model server that ships with the app if no other is named', async () => {
    const connection = await connectModel({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });
    onTestFinished(() => connection.close());
    expect(connection.description).toContain(plannerModel);
    const { text } = await generateText({ model: connection.model, prompt: 'Is Redis optional?' });
    expect(text).toBe('The documents do not say.');
  });

  it('gives the shipped model one place in every process, whatever its port', async () => {
    const connections = [await connectModel({}), await connectModel({})];
    onTestFinished(async () => void (await Promise.all(connections.map((connection) => connection.close()))));
    expect(connections[0]?.endpoint).toBe(connections[1]?.endpoint);
  });

  it('asks the endpoint that the environment names', async () => {
    const server = await startModelServer();
    onTestFinished(() => server.close());
    const connection = await connectModel({ OPENAI_BASE_URL: server.url, OPENAI_MODEL: plannerModel });
    const { text } = await generateText({ model: connection.model, prompt: 'Is Redis optional?' });
    expect(text).toBe('The documents do not say.');
    expect(connection.description).toBe(`${plannerModel} at ${server.url}`);
  });

  it('says which model it asks, and never shows the key', async () => {
    const { description, endpoint } = await connectModel({ OPENAI_API_KEY: 'sk-secret' });
    expect(description).toBe('gpt-5-mini at https://api.openai.com/v1');
    expect(description + endpoint).not.toContain('secret');
  });

  it.each<[string, ModelEnvironment]>([
    ['OPENAI_MODEL is set, but neither', { OPENAI_MODEL: 'large' }],
    ['OPENAI_BASE_URL is no http or https URL', { OPENAI_BASE_URL: 'localhost:1234' }],
    ['OPENAI_BASE_URL holds a user name or a password', { OPENAI_BASE_URL: 'https://me:secret@models.example/v1' }],
  ])('refuses variables that do not fit: %s', async (message, environment) => {
    const connecting = connectModel(environment);
    await expect(connecting).rejects.toThrow(ModelSettingsError);
    await expect(connecting).rejects.toThrow(message);
    await expect(connecting).rejects.not.toThrow('secret');
  });
});
