import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import { before } from '../../testing/database-service';
import { missingRules } from './missing-rules';

const refused = (
  resource: string,
  problem: UnreadableSource['problem'] = 'forbidden',
): UnreadableSource => ({
  cluster: 'apps',
  verb: 'list',
  resource,
  problem,
  message: '',
  since: before(3),
});

describe('missingRules', () => {
  it('groups what is refused by API group', () => {
    expect(
      missingRules([
        refused('databases.postgresql.sql.m.crossplane.io'),
        refused('pods'),
        refused('roles.postgresql.sql.m.crossplane.io'),
      ]),
    ).toBe(`rules:
  - apiGroups:
      - postgresql.sql.m.crossplane.io
    resources:
      - databases
      - roles
    verbs:
      - get
      - list
      - watch
  - apiGroups:
      - ""
    resources:
      - pods
    verbs:
      - get
      - list
      - watch
`);
  });

  it.each([
    ['other problems', [refused('pods', 'notInstalled')]],
    ['Secrets, whose values would come along', [refused('secrets')]],
    ['nothing', []],
  ])('offers no rules for %s', (_what, sources) => {
    expect(missingRules(sources)).toBeUndefined();
  });
});
