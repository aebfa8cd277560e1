import { eventually, TestCluster } from '../testing/test-cluster';
import {
  DEFINITION,
  WIDGET,
  widget,
  widgetDefinition,
  widgetRef,
} from '../testing/widgets';
import type { ResourceType } from '../resource-api';

describe('writing objects', () => {
  let test: TestCluster;
  let type: ResourceType;

  beforeEach(async () => {
    test = await TestCluster.open();
    await test.client.create(widgetDefinition());
    const found = test.cluster.findKind(WIDGET.apiVersion, WIDGET.kind);
    if (!found) throw new Error('the definition is not served');
    type = found;
  });

  afterEach(() => test.close());

  describe('create', () => {
    it('gives the object its identity and its defaults, and prunes what is unknown', async () => {
      const created = await test.client.create({
        ...widget('a', { size: 2, unknown: true }),
        status: { ready: true },
      });
      expect(created).toEqual({
        ...WIDGET,
        metadata: {
          name: 'a',
          namespace: 'default',
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          resourceVersion: expect.stringMatching(/^\d+$/),
          creationTimestamp: expect.stringMatching(
            /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
          ),
          generation: 1,
          managedFields: [
            {
              apiVersion: 'example.dev/v1',
              fieldsType: 'FieldsV1',
              fieldsV1: { 'f:spec': { 'f:size': {}, 'f:colour': {} } },
              manager: 'test',
              operation: 'Update',
              time: expect.any(String),
            },
          ],
        },
        spec: { size: 2, colour: 'red' },
      });
    });

    it('makes up a name after generateName', async () => {
      const created = await test.client.create(
        widget('', { size: 1 }, { generateName: 'w-' }),
      );
      expect(created.metadata.name).toMatch(/^w-[a-z0-9]{5}$/);
    });

    it.each([
      [
        'a second object of the name',
        widget('taken'),
        {
          code: 409,
          reason: 'AlreadyExists',
          message: 'widgets.example.dev "taken" already exists',
        },
      ],
      [
        'no such namespace',
        widget('a', { size: 1 }, { namespace: 'nowhere' }),
        { code: 404, message: 'namespaces "nowhere" not found' },
      ],
      [
        'no name',
        widget(''),
        {
          code: 422,
          details: {
            causes: [{ field: 'metadata.name', reason: 'FieldValueRequired' }],
          },
        },
      ],
      [
        'a bad name',
        widget('Not_A_Name'),
        {
          code: 422,
          message: expect.stringContaining(
            'metadata.name: Invalid value: "Not_A_Name": a lowercase RFC 1123 subdomain must consist of',
          ),
        },
      ],
      [
        'a bad label',
        widget('a', { size: 1 }, { labels: { 'a b': 'c d' } }),
        {
          code: 422,
          message: expect.stringContaining(
            'metadata.labels: Invalid value: "c d"',
          ),
        },
      ],
      [
        'a resourceVersion',
        widget('a', { size: 1 }, { resourceVersion: '5' }),
        {
          code: 400,
          message: 'resourceVersion should not be set on objects to be created',
        },
      ],
      [
        'an unknown kind',
        { ...widget('a'), kind: 'Gadget' },
        {
          code: 404,
          message: expect.stringContaining('no matches for kind "Gadget"'),
        },
      ],
    ])('refuses %s', async (_, object, error) => {
      await test.client.create(widget('taken'));
      await expect(test.client.create(object)).rejects.toMatchObject(error);
    });

    it('stores nothing in a dry run', async () => {
      const { object } = await test.cluster.create(
        type,
        'default',
        widget('a'),
        { dryRun: true },
      );
      expect(object).toMatchObject({ spec: { colour: 'red' } });
      expect(await test.client.get(widgetRef('a'))).toBeUndefined();
    });
  });

  describe('unknown fields', () => {
    const object = widget('a', {
      size: 1,
      colr: 'red',
      ports: [{ name: 'x', prt: 1 }],
    });

    it.each([
      ['Ignore', []],
      [
        'Warn',
        ['unknown field "spec.colr"', 'unknown field "spec.ports[0].prt"'],
      ],
    ] as const)('%s', async (fieldValidation, warnings) => {
      const result = await test.cluster.create(type, 'default', object, {
        fieldValidation,
      });
      expect(result.warnings).toEqual(warnings);
      expect(result.object.spec).toEqual({
        size: 1,
        colour: 'red',
        ports: [{ name: 'x' }],
      });
    });

    it('are refused in strict mode', async () => {
      await expect(
        test.cluster.create(type, 'default', object, {
          fieldValidation: 'Strict',
        }),
      ).rejects.toMatchObject({
        code: 400,
        message:
          'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.colr", unknown field "spec.ports[0].prt"',
      });
    });

    it('are refused in a strict patch, with the patch', async () => {
      await test.client.create(widget('a'));
      const patch = { spec: { colr: 'red' } };
      await expect(
        test.cluster.patch(type, 'default', 'a', patch, {
          patchType: 'merge',
          fieldValidation: 'Strict',
        }),
      ).rejects.toMatchObject({
        code: 422,
        message: expect.stringContaining(
          'strict decoding error: unknown field "spec.colr"',
        ),
      });
    });
  });

  describe('update', () => {
    it('counts generations of the spec only', async () => {
      const created = await test.client.create(widget('a'));
      const labelled = await test.client.update({
        ...created,
        metadata: { ...created.metadata, labels: { a: 'b' } },
      });
      expect(labelled.metadata.generation).toBe(1);
      const grown = await test.client.update({
        ...labelled,
        spec: { size: 2 },
      });
      expect(grown.metadata.generation).toBe(2);
    });

    it('keeps status and desired state apart', async () => {
      await test.client.create(widget('a'));
      const reported = await test.client.patchStatus(widgetRef('a'), {
        ready: true,
      });
      expect(reported).toMatchObject({
        metadata: { generation: 1 },
        spec: { size: 1 },
        status: { ready: true },
      });
      const updated = await test.client.update({
        ...reported,
        spec: { size: 2 },
        status: { ready: false },
      });
      expect(updated).toMatchObject({
        spec: { size: 2 },
        status: { ready: true },
      });
      const { object } = await test.cluster.update(
        type,
        'default',
        'a',
        { ...updated, spec: { size: 9 }, status: { ready: 'no' } },
        { subresource: 'status' },
      );
      expect(object).toMatchObject({
        spec: { size: 2 },
        status: { ready: 'no' },
      });
    });

    it('needs no new resourceVersion when nothing changes', async () => {
      const created = await test.client.create(widget('a'));
      const same = await test.client.update(created);
      expect(same).toEqual(created);
    });

    it('keeps what only the server writes', async () => {
      const created = await test.client.create(widget('a'));
      const { uid, creationTimestamp } = created.metadata;
      const metadata = {
        ...created.metadata,
        creationTimestamp: '2001-01-01T00:00:00Z',
        generation: 9,
      };
      const updated = await test.client.update({
        ...created,
        metadata,
        spec: { size: 2 },
      });
      expect(updated.metadata).toMatchObject({
        uid,
        creationTimestamp,
        generation: 2,
      });
    });

    it('refuses a stale, a missing and a foreign version', async () => {
      const first = await test.client.create(widget('a'));
      await test.client.update({ ...first, spec: { size: 2 } });
      await expect(
        test.client.update({ ...first, spec: { size: 3 } }),
      ).rejects.toMatchObject({
        code: 409,
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on widgets.example.dev "a": the object has been modified; please apply your changes to the latest version and try again',
      });
      await expect(test.client.update(widget('a'))).rejects.toMatchObject({
        code: 422,
        message:
          'Widget.example.dev "a" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
      });
      await expect(
        test.client.patch(widgetRef('a'), { metadata: { uid: 'another' } }),
      ).rejects.toMatchObject({ code: 409 });
      await expect(test.client.update(widget('missing'))).rejects.toMatchObject(
        { code: 404, message: 'widgets.example.dev "missing" not found' },
      );
    });
  });

  describe('patch', () => {
    it.each([
      [
        'merge',
        { spec: { labels: { a: null, b: '2' } } },
        { labels: { b: '2' } },
      ],
      ['merge', { spec: { steps: ['z'] } }, { steps: ['z'] }],
      [
        'json',
        [
          { op: 'replace', path: '/spec/labels/a', value: '9' },
          { op: 'add', path: '/spec/steps/-', value: 'y' },
        ],
        { labels: { a: '9' }, steps: ['x', 'y'] },
      ],
      [
        'json',
        [
          { op: 'test', path: '/spec/size', value: 1 },
          { op: 'remove', path: '/spec/steps/0' },
        ],
        { steps: [] },
      ],
    ] as const)('%s %j', async (patchType, body, expected) => {
      await test.client.create(
        widget('a', { size: 1, labels: { a: '1' }, steps: ['x'] }),
      );
      const { object } = await test.cluster.patch(type, 'default', 'a', body, {
        patchType,
      });
      expect(object.spec).toMatchObject(expected);
      expect(object.metadata.generation).toBe(2);
    });

    it.each([
      [
        'a failed test',
        'json',
        [{ op: 'test', path: '/spec/size', value: 5 }],
        422,
      ],
      [
        'a path that is not there',
        'json',
        [{ op: 'remove', path: '/spec/nothing' }],
        422,
      ],
      ['an unknown operation', 'json', [{ op: 'spin', path: '/spec' }], 400],
      [
        'a strategic merge of a custom resource',
        'strategic',
        { spec: {} },
        415,
      ],
      ['another name', 'merge', { metadata: { name: 'b' } }, 400],
      ['a stale version', 'merge', { metadata: { resourceVersion: '1' } }, 409],
    ] as const)('refuses %s', async (_, patchType, body, code) => {
      await test.client.create(widget('a'));
      await expect(
        test.cluster.patch(type, 'default', 'a', body, { patchType }),
      ).rejects.toMatchObject({ code });
    });
  });

  describe('built-in kinds', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default' },
    };

    it('encode what a Secret is given as text', async () => {
      const created = await test.client.create({
        ...secret,
        stringData: { password: 'hunter2' },
      });
      expect(created).toMatchObject({
        type: 'Opaque',
        data: { password: Buffer.from('hunter2').toString('base64') },
      });
      expect(created).not.toHaveProperty('stringData');
    });

    it('never show the value of a Secret in an error', async () => {
      await expect(
        test.client.create({ ...secret, data: { password: 'no base64!' } }),
      ).rejects.toMatchObject({
        code: 422,
        message: expect.not.stringContaining('no base64!'),
      });
    });

    it('never repeat what is in a Secret when they refuse a patch of it', async () => {
      await test.client.create(secret);
      const secrets = test.cluster.findKind('v1', 'Secret');
      if (!secrets) throw new Error('no secrets');
      await expect(
        test.cluster.patch(
          secrets,
          'default',
          's',
          { stringDta: { password: 'hunter2' } },
          { patchType: 'merge', fieldValidation: 'Strict' },
        ),
      ).rejects.toMatchObject({
        message:
          'Secret "s" is invalid: patch: Invalid value: "": strict decoding error: unknown field "stringDta"',
      });
    });

    it('hold what is immutable', async () => {
      await test.client.create({ ...secret, immutable: true, data: {} });
      await expect(
        test.client.patch(
          { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 's' },
          { data: { a: 'Yg==' } },
        ),
      ).rejects.toMatchObject({
        message:
          'Secret "s" is invalid: data: Forbidden: field is immutable when `immutable` is set',
      });
    });

    it('give every namespace its phase, its label and its service account', async () => {
      const namespace = await test.client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team' },
      });
      expect(namespace).toMatchObject({
        metadata: { labels: { 'kubernetes.io/metadata.name': 'team' } },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      });
      await eventually(
        'the default service account',
        async () =>
          (await test.client.get({
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            namespace: 'team',
            name: 'default',
          })) !== undefined,
      );
    });
  });

  describe('events', () => {
    it('are counted when they repeat', async () => {
      const about = await test.client.create(widget('a'));
      const event = {
        type: 'Warning' as const,
        reason: 'Failed',
        message: 'no',
        source: 'tester',
      };
      await test.client.recordEvent(about, event);
      await test.client.recordEvent(about, event);
      await test.client.recordEvent(about, { ...event, message: 'still no' });
      const events = await test.client.list(
        { apiVersion: 'v1', kind: 'Event' },
        { fieldSelector: `involvedObject.uid=${about.metadata.uid}` },
      );
      expect(
        events.map(({ count, message, source }) => ({
          count,
          message,
          source,
        })),
      ).toEqual(
        expect.arrayContaining([
          { count: 2, message: 'no', source: { component: 'tester' } },
          { count: 1, message: 'still no', source: { component: 'tester' } },
        ]),
      );
    });

    it('lose no count when they come at once', async () => {
      const about = await test.client.create(widget('a'));
      const event = {
        type: 'Normal' as const,
        reason: 'R',
        message: 'm',
        source: 'tester',
      };
      await Promise.all(
        [1, 2, 3].map(() => test.client.recordEvent(about, event)),
      );
      expect(
        await test.client.list({ apiVersion: 'v1', kind: 'Event' }),
      ).toMatchObject([{ count: 3 }]);
    });

    it('are dropped where nothing can be created any more', async () => {
      const about = widget('a', { size: 1 }, { namespace: 'nowhere' });
      await test.client.recordEvent(about, {
        type: 'Normal',
        reason: 'R',
        message: 'm',
        source: 'tester',
      });
      expect(
        await test.client.list({ apiVersion: 'v1', kind: 'Event' }),
      ).toEqual([]);
    });

    it('about cluster-scoped objects are in the default namespace', async () => {
      const definition = await test.client.get({
        ...DEFINITION,
        name: 'widgets.example.dev',
      });
      if (!definition) throw new Error('no definition');
      await test.client.recordEvent(definition, {
        type: 'Normal',
        reason: 'Seen',
        message: 'yes',
        source: 'tester',
      });
      expect(
        await test.client.list(
          { apiVersion: 'v1', kind: 'Event' },
          { namespace: 'default' },
        ),
      ).toHaveLength(1);
    });
  });
});
