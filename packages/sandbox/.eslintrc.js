const config = require('../../eslint-walls')(__dirname);

module.exports = {
  ...config,
  overrides: [
    ...config.overrides,
    {
      files: ['**/*.test.ts'],
      rules: {
        // What a test waits for has to come, else the test fails.
        'jest/expect-expect': [
          'error',
          {
            assertFunctionNames: [
              'expect',
              'eventually',
              'gone',
              'until*',
              '*.until*',
            ],
          },
        ],
      },
    },
  ],
};
