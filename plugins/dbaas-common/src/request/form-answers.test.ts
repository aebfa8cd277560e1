import { formAnswersSchema, specFromAnswers } from './form-answers';
import { managedDatabaseSpecSchema } from './managed-database';

const minimal = {
  plan: 'small',
  version: '17',
  database: 'orders',
  user: 'orders_app',
};
const subject = { name: 'orders-db', application: 'orders-api' };
const specOf = (answers: object) =>
  managedDatabaseSpecSchema.parse(
    specFromAnswers(formAnswersSchema.parse(answers), subject),
  );

describe('specFromAnswers', () => {
  it('asks for one database and one user by default', () => {
    expect(specOf(minimal)).toMatchObject({
      placement: 'cnpg',
      deletionProtection: true,
      databases: [{ name: 'orders' }],
      users: [
        {
          name: 'orders_app',
          access: [{ database: 'orders', level: 'readWrite' }],
        },
      ],
      schema: [],
      delivery: [],
      dapr: [],
    });
  });

  it('delivers to the application and gives the Secret the name of the service', () => {
    const spec = specOf({
      ...minimal,
      cluster: 'apps',
      applicationNamespace: 'orders',
      secretName: '',
      dapr: true,
    });
    expect(spec.delivery).toEqual([
      {
        cluster: 'apps',
        namespace: 'orders',
        user: 'orders_app',
        database: 'orders',
        secretName: 'orders-db',
      },
    ]);
    expect(spec.dapr).toMatchObject([
      { name: 'orders-state', scopes: ['orders-api'] },
    ]);
  });

  it('adds a read-only user, the schema and its policy', () => {
    const spec = specOf({
      ...minimal,
      readOnlyUser: true,
      sql: 'CREATE TABLE t (id int);',
      allowDestructive: true,
    });
    expect(spec.users[1]).toEqual({
      name: 'orders_app_readonly',
      passwordRotation: 0,
      access: [{ database: 'orders', level: 'readOnly' }],
    });
    expect(spec.schema).toEqual([
      {
        database: 'orders',
        declarative: { sql: 'CREATE TABLE t (id int);' },
        allowDestructive: true,
      },
    ]);
  });

  it('takes empty fields of a form as not given', () => {
    expect(
      specOf({ ...minimal, storageGB: null, region: '' }).storageGB,
    ).toBeUndefined();
  });

  it('refuses a storage size that is no number', () => {
    expect(() =>
      formAnswersSchema.parse({ ...minimal, storageGB: 'much' }),
    ).toThrow('must be a whole number of GB');
  });
});
