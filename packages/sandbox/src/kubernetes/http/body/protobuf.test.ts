import { decodeProtobuf } from './protobuf';

/** Bodies that kubectl 1.32 sent. */
const SENT = {
  namespace:
    'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEiMKGwoLdGVhbS1vcmRlcnMSABoAIgAqADIAOABCABIAGgIKABoAIgA=',
  secret:
    'azhzAAoMCgJ2MRIGU2VjcmV0EkcKJAoJb3JkZXJzLWRiEgAaC3RlYW0tb3JkZXJzIgAqADIAOABCABIJCgVlbXB0eRIAEhIKCHVzZXJuYW1lEgZvcmRlcnMaABoAIgA=',
  configMap:
    'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEj8KIwoIc2V0dGluZ3MSABoLdGVhbS1vcmRlcnMiACoAMgA4AEIAEg0KBmNvbG91chIDcmVkEgkKBWVtcHR5EgAaACIA',
  serviceAccount:
    'azhzAAoUCgJ2MRIOU2VydmljZUFjY291bnQSJgokCgliYWNrc3RhZ2USABoLdGVhbS1vcmRlcnMiACoAMgA4AEIAGgAiAA==',
  accessReview:
    'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSRAoQCgASABoAIgAqADIAOABCABImCiQKC3RlYW0tb3JkZXJzEgRsaXN0GgAiACoHc2VjcmV0czIAOgAaCAgAEgAaACAAGgAiAA==',
  pathReview:
    'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSLwoQCgASABoAIgAqADIAOABCABIREg8KCC92ZXJzaW9uEgNnZXQaCAgAEgAaACAAGgAiAA==',
  whoami:
    'azhzAAotChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESEVNlbGZTdWJqZWN0UmV2aWV3EhoKEAoAEgAaACIAKgAyADgAQgASBgoECgASABoAIgA=',
  role: 'azhzAAokChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgRSb2xlEj4KIQoGcmVhZGVyEgAaC3RlYW0tb3JkZXJzIgAqADIAOABCABIZCgNnZXQKBGxpc3QSABoKY29uZmlnbWFwcxoAIgA=',
  clusterRoleBinding:
    'azhzAAoyChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEhJDbHVzdGVyUm9sZUJpbmRpbmcSdQoRCgF4EgAaACIAKgAyADgAQgASJwoFR3JvdXASGXJiYWMuYXV0aG9yaXphdGlvbi5rOHMuaW8aAWciABo3ChlyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvEgtDbHVzdGVyUm9sZRoNY2x1c3Rlci1hZG1pbhoAIgA=',
  deployment: 'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EgcKBQoDd2ViGgAiAA==',
};

const decode = (body: string) => decodeProtobuf(Buffer.from(body, 'base64'));

describe('decodeProtobuf', () => {
  it('reads a Namespace and leaves out what is empty', () => {
    expect(decode(SENT.namespace)).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-orders' },
    });
  });

  it('reads the data of a Secret as base64 and keeps empty values', () => {
    expect(decode(SENT.secret)).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'orders-db', namespace: 'team-orders' },
      data: { username: 'b3JkZXJz', empty: '' },
    });
  });

  it('reads a ConfigMap', () => {
    expect(decode(SENT.configMap)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'team-orders' },
      data: { colour: 'red', empty: '' },
    });
  });

  it('reads a ServiceAccount', () => {
    expect(decode(SENT.serviceAccount)).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'backstage', namespace: 'team-orders' },
    });
  });

  it('reads what `kubectl auth` asks', () => {
    expect(decode(SENT.accessReview)).toMatchObject({
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          namespace: 'team-orders',
          verb: 'list',
          resource: 'secrets',
        },
      },
    });
    expect(decode(SENT.pathReview)).toMatchObject({
      spec: { nonResourceAttributes: { path: '/version', verb: 'get' } },
    });
    expect(decode(SENT.whoami)).toEqual({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
  });

  it('keeps the empty name of the core group in a Role', () => {
    expect(decode(SENT.role)).toMatchObject({
      rules: [
        { verbs: ['get', 'list'], apiGroups: [''], resources: ['configmaps'] },
      ],
    });
  });

  it('reads a ClusterRoleBinding', () => {
    expect(decode(SENT.clusterRoleBinding)).toMatchObject({
      subjects: [{ kind: 'Group', name: 'g' }],
      roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    });
  });

  it('says what to do with a kind that it cannot read', () => {
    expect(() => decode(SENT.deployment)).toThrow(
      expect.objectContaining({
        code: 415,
        message: expect.stringContaining('kubectl apply -f -'),
      }),
    );
  });

  it.each([
    ['no magic number', Buffer.from('{}')],
    [
      'a message that is cut off',
      Buffer.from(SENT.secret, 'base64').subarray(0, 60),
    ],
  ])('refuses %s', (_, body) => {
    expect(() => decodeProtobuf(body)).toThrow(
      expect.objectContaining({ code: 400 }),
    );
  });
});
