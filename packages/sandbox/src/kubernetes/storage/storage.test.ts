import {
  appendFile,
  mkdtemp,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectLog } from './object-log';
import { TestCluster } from '../testing/test-cluster';
import { widget, widgetDefinition, widgetRef } from '../testing/widgets';

describe('a cluster on disk', () => {
  let test: TestCluster;
  let file: string;

  beforeEach(async () => {
    test = await TestCluster.open();
    file = join(test.directory, 'objects.jsonl');
    await test.client.create(widgetDefinition());
  });

  afterEach(() => test.close());

  it('is the same after a restart, with higher resourceVersions', async () => {
    const created = await test.client.create(widget('a'));
    await test.client.create(widget('b'));
    await test.client.delete(widgetRef('b'));
    const version = test.cluster.currentResourceVersion();
    await test.restart();
    expect(await test.client.get(widgetRef('a'))).toEqual(created);
    expect(await test.client.get(widgetRef('b'))).toBeUndefined();
    const next = await test.client.create(widget('c'));
    expect(Number(next.metadata.resourceVersion)).toBeGreaterThan(
      Number(version),
    );
  });

  it('loses nothing when the process is killed', async () => {
    const created = await test.client.create(widget('a'));
    const atKill = await readFile(file);
    await test.restart(() => writeFile(file, atKill));
    expect(await test.client.get(widgetRef('a'))).toEqual(created);
  });

  it('drops a write that was torn, and only that', async () => {
    const first = await test.client.create(widget('a'));
    const before = await readFile(file);
    await test.client.patch(widgetRef('a'), { spec: { size: 2 } });
    const after = await readFile(file);
    await test.restart(() =>
      writeFile(file, after.subarray(0, before.length + 40)),
    );
    expect(await test.client.get(widgetRef('a'))).toEqual(first);
    await test.client.patch(widgetRef('a'), { spec: { size: 3 } });
    const repaired = await readFile(file);
    await test.restart(() => writeFile(file, repaired));
    expect(await test.client.get(widgetRef('a'))).toMatchObject({
      spec: { size: 3 },
    });
  });

  it('says which line is damaged', async () => {
    await expect(
      test.restart(() => appendFile(file, 'nonsense\n')),
    ).rejects.toThrow(/Line \d+ of .*objects\.jsonl is damaged/);
    await truncate(file, 0);
    await test.restart().catch(() => {});
  });

  it('sends watches of before the restart to list again', async () => {
    const { metadata } = await test.client.create(widget('a'));
    await test.client.create(widget('b'));
    await test.restart();
    const type = test.cluster.findKind('example.dev/v1', 'Widget');
    if (!type) throw new Error('not served');
    expect(() =>
      test.cluster.watch(
        type,
        { resourceVersion: metadata.resourceVersion },
        () => {},
      ),
    ).toThrow(expect.objectContaining({ code: 410 }));
  });
});

describe('ObjectLog', () => {
  it('keeps what there is and drops what was, when most of it is history', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-log-'));
    const log = new ObjectLog(directory);
    const object = (value: number) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', resourceVersion: String(value) },
    });
    let version = 0;
    while (!log.isWorthCompacting(1)) {
      version += 1;
      log.append({ version, type: '/configmaps', object: object(version) });
    }
    expect(version).toBeGreaterThan(1_000);
    log.compact(
      [{ type: '/configmaps', object: object(version) }],
      version + 5,
    );
    log.append({
      version: version + 6,
      type: '/configmaps',
      object: object(version + 6),
    });
    log.close();
    expect(new ObjectLog(directory).read()).toEqual([
      { version: version + 5 },
      { version, type: '/configmaps', object: object(version) },
      {
        version: version + 6,
        type: '/configmaps',
        object: object(version + 6),
      },
    ]);
    await rm(directory, { recursive: true });
  });
});
