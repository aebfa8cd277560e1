import { providerConfig, role } from '../fixtures/operators';
import { readerCases, noSecret, aSecret } from '../fixtures/reader-cases';

describe('a Role and a ProviderConfig of provider-sql', () => {
  it.each(
    readerCases([
      [
        'a Role whose Secret is there',
        role(),
        { state: 'healthy' },
        { lookup: aSecret() },
      ],
      [
        'an adopted Role without a password (22)',
        role(),
        { state: 'failed', code: 'users.no-password' },
        { lookup: aSecret({ data: {} }) },
      ],
      [
        'a Role whose Secret is gone',
        role(),
        { state: 'failed', code: 'users.no-password' },
        { lookup: noSecret },
      ],
      [
        'a ProviderConfig of which nothing more is known (10)',
        providerConfig(),
        { state: 'unknown', statusless: true },
      ],
      [
        'a ProviderConfig with its Secret',
        providerConfig(),
        { state: 'healthy' },
        { lookup: aSecret() },
      ],
      [
        'a ProviderConfig with an incomplete Secret',
        providerConfig(),
        {
          state: 'failed',
          sentence: expect.stringMatching(/lacks host, password/),
        },
        { lookup: aSecret({ data: { port: 'x', username: 'x' } }) },
      ],
      [
        'a ProviderConfig without its Secret',
        providerConfig(),
        { state: 'failed' },
        { lookup: noSecret },
      ],
      [
        'a ProviderConfig while the server is made',
        providerConfig(),
        { state: 'progressing' },
        { lookup: noSecret, serverBuilding: true },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
