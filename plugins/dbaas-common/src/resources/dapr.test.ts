import { daprComponent } from '../fixtures/application-cluster';
import { readerCases, noSecret, aSecret } from '../fixtures/reader-cases';

describe('a Component of Dapr', () => {
  it.each(
    readerCases([
      [
        'whose use nobody can confirm (42)',
        daprComponent(),
        {
          state: 'unknown',
          statusless: true,
          sentence: expect.stringMatching(/set up for orders-api/),
        },
      ],
      [
        'whose Secret is missing (42)',
        daprComponent(),
        {
          state: 'failed',
          sentence: expect.stringMatching(
            /cannot load its components for orders-api: Secret "orders-db" is missing/,
          ),
        },
        { lookup: noSecret },
      ],
      [
        'whose key is missing',
        daprComponent(),
        { state: 'failed', sentence: expect.stringMatching(/no key "host"/) },
        { lookup: aSecret({ data: { port: 'x' } }) },
      ],
      [
        'whose Secret may be seen but not read (47)',
        daprComponent(),
        { state: 'unknown', statusless: true },
        { lookup: aSecret() },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
