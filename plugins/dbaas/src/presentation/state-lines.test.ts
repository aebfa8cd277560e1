import { stateLines } from './state-lines';

describe('stateLines', () => {
  it.each([
    ['Healthy', 'Healthy', { title: 'Healthy' }],
    ['Healthy', '', { title: 'Healthy' }],
    [
      'Being created',
      'Being created, 6 of 9 parts ready',
      { title: 'Being created, 6 of 9 parts ready' },
    ],
    [
      'Waits for approval',
      'Schema change waits for approval.',
      { title: 'Schema change waits for approval' },
    ],
    [
      'Failed',
      'Broken, and not by you',
      { title: 'Failed', sentence: 'Broken, and not by you' },
    ],
  ])('%s + "%s"', (word, headline, lines) => {
    expect(stateLines(word, headline)).toEqual(lines);
  });
});
