// Who may import whom (docs/architecture.md). One table, applied by every package.
const factory = require('@backstage/cli/config/eslint-factory');
const { basename } = require('node:path');

const SCOPE = '@backstage-dbaas';
const COMMON = `${SCOPE}/plugin-dbaas-common`;
const NODE = `${SCOPE}/plugin-dbaas-node`;

/** What each room may import of ours. A room that is missing here may import nothing. */
const MAY_IMPORT = {
  'dbaas-common': [],
  'dbaas-node': [COMMON],
  'dbaas-backend': [COMMON, NODE],
  dbaas: [COMMON],
  'scaffolder-backend-module-dbaas': [COMMON, NODE],
  'catalog-backend-module-dbaas': [COMMON, NODE],
  'composition-function': [COMMON],
  sandbox: [COMMON],
  conformance: [COMMON],
  app: [`${SCOPE}/plugin-dbaas`],
  backend: [
    `${SCOPE}/plugin-dbaas-backend`,
    `${SCOPE}/plugin-scaffolder-backend-module-dbaas`,
    `${SCOPE}/plugin-catalog-backend-module-dbaas`,
  ],
};

/** Rooms that run without Backstage, with what they may still take from it. */
const WITHOUT_BACKSTAGE = [
  'dbaas-common',
  'composition-function',
  'sandbox',
  'conformance',
];
const PLAIN_BACKSTAGE_LIBRARIES = [
  '@backstage/catalog-model',
  '@backstage/plugin-permission-common',
  '@backstage/types',
];

/** The Kubernetes client is used in one directory of the backend. */
const KUBERNETES_CLIENT = ['ImportDeclaration', 'ImportExpression'].map(
  node => ({
    selector: `${node}[source.value="@kubernetes/client-node"]`,
    message:
      'Only dbaas-backend/src/clusters talks to clusters (docs/architecture.md).',
  }),
);

/** Only the given modules of a scope. */
const only = (scope, names) => [`${scope}/*`, ...names.map(name => `!${name}`)];

/** ESLint configuration of the package in a directory, with the walls around it. */
module.exports = directory => {
  const room = basename(directory);
  return factory(directory, {
    restrictedImportPatterns: [
      ...only(SCOPE, MAY_IMPORT[room] ?? []),
      ...(WITHOUT_BACKSTAGE.includes(room)
        ? only('@backstage', PLAIN_BACKSTAGE_LIBRARIES)
        : []),
    ],
    restrictedSyntax: room === 'dbaas-backend' ? KUBERNETES_CLIENT : [],
    rules: {
      // A file begins with what it is for; what that needs comes below it.
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: false, variables: false },
      ],
    },
    overrides: [
      {
        // Support of tests uses what only tests need.
        files: ['**/src/testing/**'],
        rules: { '@backstage/no-undeclared-imports': 'off' },
      },
      {
        files: ['**/src/clusters/**'],
        rules: { 'no-restricted-syntax': 'off' },
      },
    ],
  });
};
