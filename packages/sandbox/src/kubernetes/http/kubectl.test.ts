import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  ownedBy,
  widget,
  widgetDefinition,
  widgetRef,
} from '../testing/widgets';
import { hasKubectl, Kubectl } from './testing/kubectl';
import { ADMIN_TOKEN, READER_TOKEN, TestServer } from './testing/test-server';

const describeWithKubectl = hasKubectl() ? describe : describe.skip;
const reason = hasKubectl() ? '' : ' (skipped: there is no kubectl in PATH)';

// Every command is a process; on a busy machine they take their time.
jest.setTimeout(60_000);

/** The commands that people use on a cluster, run by the real kubectl. */
describeWithKubectl(`kubectl${reason}`, () => {
  let server: TestServer;
  let kubectl: Kubectl;

  beforeAll(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
    kubectl = await Kubectl.with([
      { name: 'admin', server: server.url, token: ADMIN_TOKEN },
      { name: 'reader', server: server.url, token: READER_TOKEN },
    ]);
  });

  afterAll(async () => {
    await kubectl?.remove();
    await server?.close();
  });

  const client = () => server.cluster.client;
  const apply = (input: object, ...args: string[]) =>
    kubectl.run(['apply', '-f', '-', ...args], { input });
  const configMap = (
    name: string,
    data: object,
    metadata: object = {},
  ): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ...metadata },
    data,
  });

  it('version, cluster-info, api-resources', async () => {
    expect(await kubectl.ok('version')).toContain('Server Version: v1.32');
    expect(await kubectl.ok('cluster-info')).toContain('is running at');
    expect(await kubectl.ok('api-resources')).toMatch(
      /^widgets +wi +example\.dev\/v1 +true +Widget$/m,
    );
  });

  it('apply: created, unchanged, configured', async () => {
    expect(await apply(widget('applied'))).toMatchObject({
      stdout: 'widget.example.dev/applied created\n',
    });
    expect(await apply(widget('applied'))).toMatchObject({
      stdout: 'widget.example.dev/applied unchanged\n',
    });
    expect(await apply(widget('applied', { size: 2 }))).toMatchObject({
      stdout: 'widget.example.dev/applied configured\n',
    });
    await apply(configMap('applied', { a: '1', b: '2' }));
    await apply(configMap('applied', { a: '1' }));
    expect(await kubectl.ok('get cm applied -o jsonpath={.data}')).toBe(
      '{"a":"1"}',
    );
  });

  it('apply: a bad object is refused with the field', async () => {
    expect(await apply(widget('bad', { size: 0 }))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'The Widget "bad" is invalid: spec.size: Invalid value: 0',
      ),
    });
    expect(await apply(widget('bad', { size: 1, siez: 1 }))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown field "spec.siez"'),
    });
    expect(
      await apply(widget('bad', { size: 1, siez: 1 }), '--validate=warn'),
    ).toMatchObject({
      code: 0,
      stderr: 'Warning: unknown field "spec.siez"\n',
    });
  });

  it('apply --server-side: conflicts name the other manager', async () => {
    const applyAs = (manager: string, size: number, ...args: string[]) =>
      apply(
        widget('ssa', { size }),
        '--server-side',
        `--field-manager=${manager}`,
        ...args,
      );
    expect(await applyAs('one', 1)).toMatchObject({ code: 0 });
    expect(await applyAs('two', 2)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('conflict with "one": .spec.size'),
    });
    expect(await applyAs('two', 2, '--force-conflicts')).toMatchObject({
      code: 0,
    });
  });

  it('apply --dry-run=server and diff change nothing', async () => {
    await client().create(widget('dry'));
    expect(
      await apply(widget('dry', { size: 5 }), '--dry-run=server'),
    ).toMatchObject({
      stdout: 'widget.example.dev/dry configured (server dry run)\n',
    });
    expect(
      await kubectl.run('diff -f -', {
        input: widget('dry', { size: 5 }),
      }),
    ).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^- {2}size: 1\n\+ {2}size: 5$/m),
    });
    expect(await client().get(widgetRef('dry'))).toMatchObject({
      spec: { size: 1 },
    });
  });

  it('get: tables, labels, fields, all namespaces, short names, categories', async () => {
    await client().create(
      widget('shown', { size: 1 }, { labels: { shown: 'yes' } }),
    );
    expect(await kubectl.ok('get wi -l shown=yes')).toMatch(
      /^NAME +AGE\nshown +\d+s\n$/,
    );
    expect(
      await kubectl.ok('get widgets -A --field-selector=metadata.name=shown'),
    ).toMatch(/^NAMESPACE +NAME +AGE\ndefault +shown +\d+s\n$/);
    expect(await kubectl.ok('get wi/shown -o jsonpath={.spec.colour}')).toBe(
      'red',
    );
    expect(await kubectl.run('get all')).toMatchObject({ code: 0 });
    expect(await kubectl.run('get nothing')).toMatchObject({
      code: 1,
      stderr: `error: the server doesn't have a resource type "nothing"\n`,
    });
    expect(await kubectl.run('get wi missing')).toMatchObject({
      stderr:
        'Error from server (NotFound): widgets.example.dev "missing" not found\n',
    });
  });

  it('get -w prints what happens', async () => {
    const watching = kubectl.run(
      'get widgets -A -w --request-timeout=3s -l watched',
    );
    await client().create(
      widget('w1', { size: 1 }, { labels: { watched: '' } }),
    );
    await client().create(
      widget('w2', { size: 1 }, { labels: { watched: '' } }),
    );
    const { stdout } = await watching;
    expect(stdout).toMatch(
      /NAMESPACE +NAME +AGE\ndefault +w1 .*\ndefault +w2 /,
    );
  });

  it('create namespace, secret, configmap, serviceaccount, role', async () => {
    expect(await kubectl.ok('create namespace team')).toBe(
      'namespace/team created\n',
    );
    await kubectl.ok(
      'create secret generic db --from-literal=user=orders -n team',
    );
    await kubectl.ok(
      'create configmap settings --from-literal=colour=red -n team',
    );
    await kubectl.ok('create serviceaccount ci -n team');
    await kubectl.ok(
      'create role reader --verb=get --resource=configmaps -n team',
    );
    expect(await kubectl.ok('get secrets -n team')).toMatch(
      /^db +Opaque +1 +\d+s$/m,
    );
    expect(
      await kubectl.ok('get secret db -o jsonpath={.data.user} -n team'),
    ).toBe(Buffer.from('orders').toString('base64'));
    expect(
      await kubectl.run('create deployment web --image=web'),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('kubectl apply -f -'),
    });
  });

  it('edit, patch, label, annotate, replace', async () => {
    await client().create(widget('edited'));
    const KUBE_EDITOR = await kubectl.editor(
      `sed -i.old 's/^  size: .*/  size: 4/' "$1"`,
    );
    expect(await kubectl.ok('edit wi/edited', { env: { KUBE_EDITOR } })).toBe(
      'widget.example.dev/edited edited\n',
    );
    const patch = (type: string, body: unknown) =>
      kubectl.ok([
        'patch',
        'wi/edited',
        `--type=${type}`,
        '-p',
        JSON.stringify(body),
      ]);
    await patch('merge', { spec: { colour: 'blue' } });
    await patch('json', [{ op: 'replace', path: '/spec/size', value: 6 }]);
    await kubectl.ok('label wi/edited team=orders');
    await kubectl.ok('annotate wi/edited note=x');
    expect(await client().get(widgetRef('edited'))).toMatchObject({
      metadata: { labels: { team: 'orders' }, annotations: { note: 'x' } },
      spec: { size: 6, colour: 'blue' },
    });
    await client().create(configMap('patched', { a: '1' }));
    await kubectl.ok('patch cm/patched -p {"data":{"a":null,"b":"2"}}');
    await kubectl.ok('replace -f -', {
      input: configMap('patched', { c: '3' }),
    });
    expect(await kubectl.ok('get cm/patched -o jsonpath={.data}')).toBe(
      '{"c":"3"}',
    );
    expect(
      await kubectl.run('patch wi/edited -p {"spec":{"size":1}}'),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'strategic-merge-patch+json is not supported by example.dev/v1, Kind=Widget',
      ),
    });
  });

  it('wait for a condition, a value and a deletion', async () => {
    await client().create(widget('waited'));
    const waitFor = (what: string) =>
      kubectl.run(['wait', 'wi/waited', `--for=${what}`, '--timeout=10s']);
    const ready = waitFor('condition=Ready');
    const phase = waitFor('jsonpath={.status.phase}=Up');
    await client().patchStatus(widgetRef('waited'), {
      phase: 'Up',
      conditions: [{ type: 'Ready', status: 'True' }],
    });
    expect(await ready).toMatchObject({
      stdout: 'widget.example.dev/waited condition met\n',
    });
    expect(await phase).toMatchObject({ code: 0 });
    const gone = waitFor('delete');
    await client().delete(widgetRef('waited'));
    expect(await gone).toMatchObject({ code: 0 });
  });

  it('patch --subresource=status, and scale', async () => {
    await client().create(widget('parts'));
    await kubectl.ok(
      'patch wi/parts --subresource=status --type=merge -p {"status":{"phase":"Up"}}',
    );
    expect(await kubectl.ok('get wi/parts -o jsonpath={.status.phase}')).toBe(
      'Up',
    );
    await apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'web' }] },
        },
      },
    });
    expect(await kubectl.ok('scale deployment/web --replicas=3')).toBe(
      'deployment.apps/web scaled\n',
    );
    expect(await kubectl.ok('get deployment web')).toMatch(
      /^web +0\/3 +0 +0 +\d+s$/m,
    );
  });

  it('explain', async () => {
    expect(await kubectl.ok('explain widget.spec.ports')).toMatch(
      /KIND: +Widget[\s\S]*FIELD: ports <\[\]Object>[\s\S]*name\t<string> -required-/,
    );
    expect(await kubectl.ok('explain secret')).toContain(
      'stringData\t<map[string]string>',
    );
    expect(
      await kubectl.ok('explain deployment.metadata.ownerReferences'),
    ).toContain('uid\t<string> -required-');
  });

  it('describe and events show Events', async () => {
    const about = await client().create(widget('described'));
    await client().recordEvent(about, {
      type: 'Warning',
      reason: 'TooSmall',
      message: 'grow it',
      source: 'widget-controller',
    });
    expect(await kubectl.ok('describe wi/described')).toMatch(
      /Warning +TooSmall +\d+s +widget-controller +grow it/,
    );
    expect(await kubectl.ok('get events')).toMatch(
      /Warning +TooSmall +widget\/described +grow it/,
    );
    expect(await kubectl.ok('events --for=Widget/described')).toMatch(
      /Warning +TooSmall +Widget\/described +grow it/,
    );
  });

  it('auth whoami and can-i', async () => {
    expect(await kubectl.ok('auth whoami')).toContain('system:masters');
    expect(await kubectl.ok('auth can-i * *')).toBe('yes\n');
    expect(
      await kubectl.run('auth can-i list secrets --context=reader'),
    ).toMatchObject({ code: 1, stdout: 'no\n' });
    expect(await kubectl.ok('auth can-i --list --context=reader')).toContain(
      'selfsubjectaccessreviews.authorization.k8s.io',
    );
    expect(
      await kubectl.run('get secrets -n x --context=reader'),
    ).toMatchObject({
      code: 1,
      stderr:
        'Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:tools:reader" cannot list resource "secrets" in API group "" in the namespace "x"\n',
    });
    await kubectl.ok(
      'create clusterrolebinding reader-admin --clusterrole=cluster-admin --serviceaccount=tools:reader',
    );
    expect(await kubectl.run('get secrets --context=reader')).toMatchObject({
      code: 0,
    });
  });

  it('delete: by name, in the foreground, all, and a namespace', async () => {
    const owner = await client().create(widget('owner'));
    await client().create(widget('dependent', { size: 1 }, ownedBy(owner)));
    expect(await kubectl.ok('delete wi/owner --cascade=foreground')).toBe(
      'widget.example.dev "owner" deleted\n',
    );
    expect(await client().get(widgetRef('dependent'))).toBeUndefined();
    await kubectl.ok('create namespace short-lived');
    await kubectl.ok('create configmap a --from-literal=a=b -n short-lived');
    await kubectl.ok('delete cm --all -n short-lived');
    await kubectl.ok('delete namespace short-lived');
    expect(await kubectl.run('get namespace short-lived')).toMatchObject({
      code: 1,
    });
    expect(await kubectl.run('delete wi/owner')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"owner" not found'),
    });
  });
});
