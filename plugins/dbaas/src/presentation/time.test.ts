import { agoText, clockText, durationText } from './time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('durationText', () => {
  it.each([
    [0, '0 seconds'],
    [-5, '0 seconds'],
    [89_000, '89 seconds'],
    [41 * MINUTE, '41 minutes'],
    [30 * HOUR, '30 hours'],
    [71 * HOUR, '71 hours'],
    [12 * DAY, '12 days'],
  ])('%d ms: %s', (ms, text) => {
    expect(durationText(ms, 'en')).toBe(text);
  });
});

describe('agoText', () => {
  const now = Date.parse('2026-07-14T14:00:00Z');
  it.each([
    [now, 'now'],
    // Clocks of clusters may be ahead of ours.
    [now + 5_000, 'now'],
    [now - 12_000, '12 seconds ago'],
    [now - 4 * MINUTE, '4 minutes ago'],
    [now - 30 * HOUR, '30 hours ago'],
    [now - 12 * DAY, '12 days ago'],
  ])('%d: %s', (at, text) => {
    expect(agoText(at, now, 'en')).toBe(text);
  });

  it('speaks the language of the app', () => {
    expect(agoText(now - 4 * MINUTE, now, 'de')).toBe('vor 4 Minuten');
  });
});

describe('clockText', () => {
  const at = new Date(2026, 6, 14, 14, 2).getTime();
  it('leaves out the date of today', () => {
    expect(clockText(at, at + HOUR, 'en-GB')).toBe('14:02');
  });
  it('has the date of another day', () => {
    expect(clockText(at, at + DAY, 'en-GB')).toBe('14 Jul 2026, 14:02');
  });
});
