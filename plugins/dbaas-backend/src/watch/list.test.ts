import { ClusterConnection } from '../clusters/cluster-connection';
import { anObject, claims } from '../__testUtils__/watched-clusters';
import { listObjects } from './list';

const PAGES = 3;

/** An API server that has every page at hand: all lists get theirs at the same moment. */
function readyConnection(name: string): ClusterConnection {
  const connection = new ClusterConnection({
    name,
    url: 'http://127.0.0.1:1',
    authentication: { type: 'none' },
  });
  let page = 0;
  jest.spyOn(connection, 'getJson').mockImplementation(async () => {
    page += 1;
    return {
      status: 200,
      body: {
        metadata: {
          resourceVersion: '7',
          ...(page < PAGES && { continue: String(page) }),
        },
        items: [anObject(claims, `${name}-${page}`)],
      },
    };
  });
  return connection;
}

describe('listObjects', () => {
  const source = (connection: ClusterConnection) => ({
    connection,
    resource: claims,
    kind: claims,
  });
  const options = { signal: new AbortController().signal, timeoutMs: 1_000 };

  it('hands over the objects page by page, and names them all in the end', async () => {
    const pages: string[][] = [];
    const { names, resourceVersion } = await listObjects(
      source(readyConnection('a')),
      {
        ...options,
        onPage: objects =>
          pages.push(objects.map(({ metadata }) => metadata.name)),
      },
    );
    expect(pages).toEqual([['a-1'], ['a-2'], ['a-3']]);
    expect(names.map(({ name }) => name)).toEqual(['a-1', 'a-2', 'a-3']);
    expect(resourceVersion).toBe('7');
  });

  it('leaves others a turn after each page, however many lists are read at once', async () => {
    let turn = 0;
    let running = true;
    const count = () => {
      turn += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const turns: number[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map(name =>
        listObjects(source(readyConnection(name)), {
          ...options,
          onPage: () => turns.push(turn),
        }),
      ),
    );
    running = false;
    expect(turns).toHaveLength(3 * PAGES);
    expect(new Set(turns).size).toBe(turns.length);
  });
});
