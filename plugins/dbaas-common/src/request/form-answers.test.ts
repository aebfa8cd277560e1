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

  it('asks for a server in a region of a cloud', () => {
    expect(
      specOf({ ...minimal, placement: 'aws', region: 'eu-west-1' }),
    ).toMatchObject({ placement: 'aws', region: 'eu-west-1', plan: 'small' });
  });

  it.each([
    [{}, undefined],
    [{ backupDays: 14 }, { retentionDays: 14, schedule: '0 2 * * *' }],
    [
      { backupSchedule: '30 3 * * *' },
      { retentionDays: 7, schedule: '30 3 * * *' },
    ],
  ])('asks for backups by %j', (answers, backup) => {
    expect(specOf({ ...minimal, ...answers }).backup).toEqual(backup);
  });

  it('uses an existing server by its Secret, with an address for applications if they need one', () => {
    const { plan: _none, ...answers } = {
      ...minimal,
      placement: 'external',
      externalSecret: 'pg-admin',
    };
    expect(specOf(answers).external).toEqual({
      secretRef: { name: 'pg-admin' },
    });
    const away = { ...answers, externalHost: 'pg.example.com' };
    expect(specOf(away).external?.endpoint).toEqual({
      host: 'pg.example.com',
      port: 5432,
    });
    expect(
      specOf({ ...away, externalPort: 6432 }).external?.endpoint,
    ).toMatchObject({ port: 6432 });
  });

  it('forgets answers of another placement that a form keeps', () => {
    const everything = {
      ...minimal,
      region: 'eu-west-1',
      storageGB: 20,
      highAvailability: true,
      backupDays: 7,
      externalSecret: 'pg-admin',
    };
    const existing = specOf({ ...everything, placement: 'external' });
    expect(existing).toMatchObject({ highAvailability: false });
    const { plan, storageGB, backup, region } = existing;
    expect({ plan, storageGB, backup, region }).toEqual({});
    const made = specOf({ ...everything, placement: 'cnpg' });
    expect([made.external, made.region]).toEqual([undefined, undefined]);
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
