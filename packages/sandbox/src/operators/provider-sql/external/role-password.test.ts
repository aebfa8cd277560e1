import { rotationIsDue } from './role-password';

describe('a rotation trigger', () => {
  const now = Date.parse('2026-06-01T12:00:00Z');

  it.each<[string, string | undefined, string | undefined, boolean]>([
    ['is not there', undefined, undefined, false],
    ['lies in the future', '2026-06-01T12:00:01Z', undefined, false],
    [
      'has passed, and nothing was changed yet',
      '2026-06-01T11:00:00Z',
      undefined,
      true,
    ],
    [
      'has passed since the last change',
      '2026-06-01T11:00:00Z',
      '2026-06-01T10:00:00Z',
      true,
    ],
    [
      'has passed before the last change',
      '2026-06-01T11:00:00Z',
      '2026-06-01T11:30:00Z',
      false,
    ],
    ['is no time', 'soon', undefined, false],
  ])('that %s', (_what, trigger, lastChange, expected) => {
    expect(rotationIsDue(trigger, lastChange, now)).toBe(expected);
  });
});
