import { firstValueAt } from './json-path';

const object = {
  metadata: {
    annotations: { 'crossplane.io/external-name': 'orders' },
    labels: { plain: 'x' },
  },
  spec: { 'with-dash': 1, replicas: 0, matrix: [[1, 2], [3]] },
  status: {
    conditions: [
      { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
      { type: 'Ready', status: 'False', reason: 'Creating' },
    ],
  },
};

describe('firstValueAt', () => {
  it.each([
    ['.spec.replicas', 0],
    ['spec.replicas', 0],
    ['.spec.with-dash', 1],
    ['.metadata.annotations.crossplane\\.io/external-name', 'orders'],
    [".metadata.annotations['crossplane.io/external-name']", 'orders'],
    ['.metadata.annotations["crossplane.io/external-name"]', 'orders'],
    [".status.conditions[?(@.type=='Ready')].status", 'False'],
    ['.status.conditions[?(@.type=="Ready")].reason', 'Creating'],
    ['.status.conditions[*].type', 'Synced'],
    ['.status.conditions[1].type', 'Ready'],
    ['.status.conditions[-1].type', 'Ready'],
    ['.spec.matrix[1][0]', 3],
    ['..reason', 'ReconcileSuccess'],
    ['.spec.missing.deeper', undefined],
    [".status.conditions[?(@.type=='Healthy')].status", undefined],
  ])('%s', (path, expected) => {
    expect(firstValueAt(path, object)).toEqual(expected);
  });
});
