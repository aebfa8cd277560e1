import { renderReport } from './report';

describe('renderReport', () => {
  it('has a line for each scenario, with the reason where there is one', () => {
    const text = renderReport([
      { scenario: 'one', placement: 'cnpg', outcome: 'passed', seconds: 1 },
      {
        scenario: 'another',
        placement: 'aws',
        outcome: 'skipped',
        reason: 'the platform cluster does not serve Instance',
        seconds: 0,
      },
      {
        scenario: 'third',
        placement: 'cnpg',
        outcome: 'failed',
        reason: 'The reader sees no row.',
        seconds: 61.25,
      },
    ]);
    expect(text.split('\n')).toEqual([
      '✓ passed   cnpg      one         1.0 s',
      '- skipped  aws       another     0.0 s  the platform cluster does not serve Instance',
      '✗ failed   cnpg      third      61.3 s  The reader sees no row.',
      '',
      '1 passed, 1 failed, 1 skipped',
    ]);
  });
});
