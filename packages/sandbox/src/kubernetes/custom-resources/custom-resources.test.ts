import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { TestCluster } from '../testing/test-cluster';
import {
  DEFINITION,
  WIDGET,
  widget,
  widgetDefinition,
  widgetRef,
} from '../testing/widgets';
import { compareVersions } from './version-priority';

/** The definition with something else at a path such as `spec.group`. */
function withChange(path: string, value: unknown): KubernetesObject {
  const definition: KubernetesObject = JSON.parse(
    JSON.stringify(widgetDefinition()),
  );
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<object>(
    (target, key) => Reflect.get(target, key),
    definition,
  );
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return definition;
}

const SCHEMA = 'spec.versions.0.schema.openAPIV3Schema';
const AT = 'spec.versions[0].schema.openAPIV3Schema';

describe('custom resources', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await TestCluster.open();
  });

  afterEach(() => test.close());

  it('are served as soon as their definition is stored', async () => {
    expect(test.client.serves(WIDGET)).toBe(false);
    const created = await test.client.create(widgetDefinition());
    expect(created).toMatchObject({
      spec: {
        names: { singular: 'widget', listKind: 'WidgetList' },
        conversion: { strategy: 'None' },
      },
      status: {
        acceptedNames: { kind: 'Widget' },
        storedVersions: ['v1'],
        conditions: [
          { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts' },
          {
            type: 'Established',
            status: 'True',
            reason: 'InitialNamesAccepted',
          },
        ],
      },
    });
    expect(test.cluster.findType('example.dev', 'v1', 'widgets')).toMatchObject(
      {
        shortNames: ['wi'],
        namespaced: true,
        hasStatus: true,
        printerColumns: [{ name: 'Age' }],
      },
    );
    expect(await test.client.create(widget('a'))).toMatchObject({
      spec: { colour: 'red' },
    });
  });

  it('are served in all their versions, from the same objects', async () => {
    const definition = widgetDefinition();
    const [version] = Object(definition.spec).versions;
    await test.client.create({
      ...definition,
      spec: {
        ...Object(definition.spec),
        versions: [
          { ...version, name: 'v1beta1', storage: false, deprecated: true },
          version,
        ],
      },
    });
    await test.client.create({
      ...widget('a'),
      apiVersion: 'example.dev/v1beta1',
    });
    expect(await test.client.get(widgetRef('a'))).toMatchObject(WIDGET);
    expect(
      await test.client.get({
        ...widgetRef('a'),
        apiVersion: 'example.dev/v1beta1',
      }),
    ).toMatchObject({ apiVersion: 'example.dev/v1beta1' });
    const types = test.cluster
      .types()
      .filter(({ group }) => group === 'example.dev');
    expect(types.map(type => [type.version, type.deprecationWarning])).toEqual([
      ['v1', undefined],
      ['v1beta1', 'example.dev/v1beta1 Widget is deprecated'],
    ]);
  });

  it('show the defaults of a newer definition, and lose what it no longer has', async () => {
    const created = await test.client.create(widgetDefinition());
    await test.client.create(widget('a', { size: 1, steps: ['x'] }));
    const spec = {
      type: 'object',
      properties: {
        size: { type: 'integer' },
        shape: { type: 'string', default: 'round' },
      },
    };
    const versions = [
      {
        ...Object(created.spec).versions[0],
        schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
      },
    ];
    await test.client.update({
      ...created,
      spec: { ...Object(created.spec), versions },
    });
    expect((await test.client.get(widgetRef('a')))?.spec).toEqual({
      size: 1,
      shape: 'round',
    });
  });

  it('are not served when their names are taken', async () => {
    await test.client.create(widgetDefinition());
    const rival = withChange('metadata.name', 'gadgets.example.dev');
    const created = await test.client.create({
      ...rival,
      spec: {
        ...Object(rival.spec),
        names: { plural: 'gadgets', kind: 'Widget' },
      },
    });
    expect(created).toMatchObject({
      status: {
        conditions: [
          { type: 'NamesAccepted', status: 'False', reason: 'KindConflict' },
          { type: 'Established', status: 'False' },
        ],
      },
    });
    expect(
      test.cluster.findType('example.dev', 'v1', 'gadgets'),
    ).toBeUndefined();
  });

  it.each<[string, KubernetesObject, string]>([
    [
      'the name',
      withChange('metadata.name', 'x.example.dev'),
      'metadata.name: Invalid value: "x.example.dev": must be spec.names.plural+"."+spec.group',
    ],
    [
      'the scope',
      withChange('spec.scope', 'World'),
      'spec.scope: Unsupported value: "": supported values: "Cluster", "Namespaced"',
    ],
    [
      'a missing kind',
      withChange('spec.names.kind', undefined),
      'spec.names.kind: Required value',
    ],
    [
      'no storage version',
      withChange('spec.versions.0.storage', false),
      'must have exactly one version marked as storage version',
    ],
    [
      'no schema',
      withChange('spec.versions.0.schema', undefined),
      `${AT}: Required value: schemas are required`,
    ],
    [
      'a field without a type',
      withChange(`${SCHEMA}.properties.spec.properties.size`, {}),
      `${AT}.properties[spec].properties[size].type: Required value: must not be empty for specified object fields`,
    ],
    [
      'a list without items',
      withChange(`${SCHEMA}.properties.spec.properties.size`, {
        type: 'array',
      }),
      `${AT}.properties[spec].properties[size].items: Required value: must be specified`,
    ],
    [
      'a rule that does not parse',
      withChange(`${SCHEMA}.properties.spec.x-kubernetes-validations`, [
        { rule: 'self.size >' },
      ]),
      `${AT}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: "self.size >": compilation failed`,
    ],
    [
      'a default that does not fit',
      withChange(`${SCHEMA}.properties.spec.properties.size.default`, 'x'),
      `${AT}.properties[spec].properties[size].default: Invalid value`,
    ],
    [
      'a pattern that is none',
      withChange(`${SCHEMA}.properties.spec.properties.colour.pattern`, '('),
      `${AT}.properties[spec].properties[colour].pattern: Invalid value: "(": must be a valid regular expression`,
    ],
    [
      'keys of a list that has none',
      withChange(
        `${SCHEMA}.properties.spec.properties.ports.x-kubernetes-list-type`,
        'atomic',
      ),
      'must not be set if x-kubernetes-list-type is not map',
    ],
    [
      'types in junctors',
      withChange(`${SCHEMA}.properties.spec.anyOf`, [{ type: 'object' }]),
      `${AT}.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural`,
    ],
  ])('refuse a definition for %s', async (_, definition, message) => {
    await expect(test.client.create(definition)).rejects.toMatchObject({
      code: 422,
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, string, unknown]>([
    [
      'spec.scope',
      'Cluster',
      'spec.scope: Invalid value: "Cluster": field is immutable',
    ],
    [
      'spec.versions.0.name',
      'v2',
      'status.storedVersions[0]: Invalid value: "v1": must appear in spec.versions',
    ],
  ])('keep %s', async (path, value, message) => {
    await test.client.create(widgetDefinition());
    const changed = withChange(path, value);
    await expect(
      test.client.apply(changed, { fieldManager: 'x', force: true }),
    ).rejects.toMatchObject({
      message: expect.stringContaining(String(message)),
    });
  });

  it('survive a restart with their definition', async () => {
    await test.client.create(widgetDefinition());
    await test.client.create(widget('a'));
    await test.restart();
    expect(test.client.serves(WIDGET)).toBe(true);
    expect(
      await test.client.get({ ...DEFINITION, name: 'widgets.example.dev' }),
    ).toBeDefined();
    expect(await test.client.get(widgetRef('a'))).toBeDefined();
  });
});

describe('compareVersions', () => {
  it('prefers stable over beta over alpha, new over old', () => {
    const versions = [
      'v1alpha1',
      'foo',
      'v2beta1',
      'v1',
      'v10',
      'v1beta2',
      'v2',
    ];
    expect(versions.sort(compareVersions)).toEqual([
      'v10',
      'v2',
      'v1',
      'v2beta1',
      'v1beta2',
      'v1alpha1',
      'foo',
    ]);
  });
});
