import { DATABASE_LABEL } from '@backstage-dbaas/plugin-dbaas-common';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { composedProblems } from './__testUtils__/composed-schemas';
import type { GoldenSpec } from './__testUtils__/golden-spec';
import { GOLDEN_SPECS } from './__testUtils__/golden-specs';
import { stageDocument, textOf } from './__testUtils__/stage-document';
import {
  answerStages,
  isSame,
  type AnsweredStage,
} from './__testUtils__/stages';

const UPDATE = process.env.UPDATE_GOLDEN === '1';
const LONGEST_REASON = 160;

const stagesOf = new Map(
  GOLDEN_SPECS.map(golden => [golden.name, answerStages(golden)]),
);

function answeredStages(name: string): readonly AnsweredStage[] {
  const played = stagesOf.get(name);
  if (!played) throw new Error(`There is no spec ${name}.`);
  return played.stages;
}

/** Every object that another spec asks for at some stage. */
function knownFrom({ variationOf }: GoldenSpec): ReadonlySet<string> {
  const stages = variationOf === undefined ? [] : answeredStages(variationOf);
  return new Set(
    stages.flatMap(({ answer }) =>
      [...answer.desired].map(([name, { object }]) => textOf(name, object)),
    ),
  );
}

/** The files of a spec: name and content. */
function filesOf(golden: GoldenSpec): Map<string, string> {
  const stages = answeredStages(golden.name);
  const known = knownFrom(golden);
  return new Map(
    stages.map(({ name, reason, answer }, index) => {
      const before = stages[index - 1]?.answer;
      const document = stageDocument(answer, { before, known });
      const text = stringify(document, {
        lineWidth: 0,
        singleQuote: true,
        aliasDuplicateObjects: false,
      });
      return [`${index + 1}-${name}.yaml`, `# ${reason}\n${text}`];
    }),
  );
}

const directoryOf = ({ name }: GoldenSpec) => join(__dirname, name);

function filesThere(golden: GoldenSpec): Map<string, string> {
  const directory = directoryOf(golden);
  if (!existsSync(directory)) return new Map();
  return new Map(
    readdirSync(directory)
      .sort()
      .map(file => [file, readFileSync(join(directory, file), 'utf8')]),
  );
}

function write(golden: GoldenSpec): void {
  const directory = directoryOf(golden);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  for (const [file, text] of filesOf(golden))
    writeFileSync(join(directory, file), text);
}

describe.each(GOLDEN_SPECS.map(golden => [golden.name, golden] as const))(
  '%s',
  (name, golden) => {
    beforeAll(() => {
      if (UPDATE) write(golden);
    });

    it('has the files that there should be', () => {
      expect([...filesThere(golden).keys()]).toEqual([
        ...filesOf(golden).keys(),
      ]);
    });

    it.each([...filesOf(golden)])('is as in %s', (file, text) => {
      expect(text).toBe(filesThere(golden).get(file));
    });

    it('has a reason of one line for each stage', () => {
      for (const { reason } of golden.stages) {
        expect(reason).toMatch(/^[A-Z`].{20,}\.$/);
        expect(reason.length).toBeLessThanOrEqual(LONGEST_REASON);
      }
    });

    it('is settled at the end', () => {
      const last = answeredStages(name).at(-1);
      const next = stagesOf.get(name)?.next;
      if (!last || !next) throw new Error(`There are no stages of ${name}.`);
      expect(next.ready).toBe(true);
      expect(isSame(last.answer, next)).toBe(true);
    });

    it('asks for objects that their schemas allow, in the place of the claim', () => {
      const objects = answeredStages(name).flatMap(({ answer }) =>
        [...answer.desired.values()].map(({ object }) => object),
      );
      expect([...new Set(objects.flatMap(composedProblems))]).toEqual([]);
      for (const { metadata } of objects) {
        expect(metadata.namespace).toBe('team-orders');
        expect(metadata.labels?.[DATABASE_LABEL]).toBe('team-orders.orders-db');
      }
    });
  },
);

describe('the schemas of composed kinds', () => {
  it.each([
    ['a field that there is not', { length: 32, lenght: 32 }, /lenght/],
    ['a value of another type', { length: '32' }, /must be integer/],
  ])('refuse %s', (_what, spec, problem) => {
    const password = {
      apiVersion: 'generators.external-secrets.io/v1alpha1',
      kind: 'Password',
      metadata: { name: 'passwords' },
      spec: { allowRepeat: true, noUpper: false, ...spec },
    };
    expect(composedProblems(password)).toEqual([
      expect.stringMatching(problem),
    ]);
  });

  it('refuse a kind that they do not know', () => {
    expect(
      composedProblems({
        apiVersion: 'v1',
        kind: 'Secrett',
        metadata: { name: 'x' },
      }),
    ).toEqual([expect.stringMatching(/no schema/)]);
  });
});
