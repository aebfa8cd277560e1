import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SITUATIONS = 52;
const TITLE = /^\s*(?:it\()?['"`](\d\d) /gm;

/** The numbers that the titles of the tests beside this one begin with. */
function numbersWithTests(): number[] {
  return readdirSync(__dirname)
    .filter(name => /^situations-.*\.test\.ts$/.test(name))
    .flatMap(name => [
      ...readFileSync(join(__dirname, name), 'utf8').matchAll(TITLE),
    ])
    .map(([, number]) => Number(number));
}

it('each situation that misleads a reader of statuses has a test of its name', () => {
  const all = Array.from({ length: SITUATIONS }, (_, index) => index + 1);
  expect([...new Set(numbersWithTests())].sort((a, b) => a - b)).toEqual(all);
});
