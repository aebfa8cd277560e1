import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

  it('does not grow with every change', async () => {
    await test.client.create(widget('a'));
    for (let size = 2; size < 2_500; size += 1)
      await test.client.patchStatus(widgetRef('a'), { size });
    const lines = (await readFile(file, 'utf8')).split('\n').length;
    expect(lines).toBeLessThan(2_000);
    const state = await readFile(file);
    await test.restart(() => writeFile(file, state));
    expect(await test.client.get(widgetRef('a'))).toMatchObject({
      status: { size: 2_499 },
    });
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
