import { expect, test, type Page } from '@playwright/test';
import { Client } from 'pg';
import { changeFile } from './gitops-repository';
import { PortalOutputs } from './portal-outputs';
import { SandboxCluster } from './sandbox-cluster';

const STATE = process.env.DBAAS_SANDBOX_STATE ?? '.sandbox-e2e';
const KUBECONFIG = `${STATE}/kubeconfig`;
const BACKSTAGE_DATABASE = {
  host: '127.0.0.1',
  port: 18110,
  user: 'postgres',
  password: 'sandbox',
};
const FORGE = 'http://127.0.0.1:18103';
const FORGE_WITH_TOKEN = 'http://x:sandbox@127.0.0.1:18103';
const CLAIM = 'clusters/platform/databases/team-orders/orders-db.yaml';
const IMAGES = 'docs/images';
/** From the merge to "Healthy". */
const BUILD_TIMEOUT = 60_000;

const SCHEMA = `CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);`;

test('from the form to a database in use, and back to nothing', async ({
  page,
}) => {
  const outputs = new PortalOutputs(page.context());
  await test.step('sign in', async () => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Enter' }).click();
    await expect(page.getByRole('link', { name: 'orders-api' })).toBeVisible();
  });

  await test.step('an entity without a database says so', async () => {
    await openCard(page);
    await expect(card(page)).toContainText('No database with this name');
  });

  await test.step('fill in the form', () => fillInForm(page));

  await test.step('the card waits for review', async () => {
    await openCard(page);
    await expect(card(page)).toContainText('Waiting for review');
  });

  await test.step('see the pull request and merge it', async () => {
    const forge = await page.context().newPage();
    await forge.goto(`${FORGE}/acme/gitops/pull/1`);
    await expect(forge.getByRole('heading', { level: 1 })).toContainText(
      'create orders-db',
    );
    await expect(forge.getByText('kind: ManagedDatabase')).toBeVisible();
    await forge.screenshot({ path: `${IMAGES}/pull-request.png` });
    await forge.getByRole('button', { name: 'Merge pull request' }).click();
    await expect(forge.getByRole('status')).toContainText('Merged by');
    await forge.close();
  });

  await test.step('watch it become healthy, without a reload', async () => {
    await expect(card(page)).toContainText('Healthy', {
      timeout: BUILD_TIMEOUT,
    });
    await card(page).screenshot({ path: `${IMAGES}/card.png` });
  });

  const connection = await test.step('read how to connect', async () => {
    await page.goto('/catalog/default/component/orders-api/database');
    const panel = page.getByRole('region', { name: 'Connect' });
    await expect(panel).toContainText('orders-db');
    await expect(panel).toContainText('orders_app');
    await page.screenshot({ path: `${IMAGES}/tab.png`, fullPage: true });
    return connect();
  });

  const safety = page.getByRole('region', { name: 'Data safety' });
  await test.step('see that nobody can delete it by mistake', async () => {
    await expect(safety).toContainText('Nothing: the cluster refuses it.');
  });

  await test.step('use the tables as the application', async () => {
    await connection.query(`INSERT INTO orders (customer) VALUES ('Ada')`);
    const { rows } = await connection.query(
      'SELECT customer, current_user AS "user" FROM orders',
    );
    expect(rows).toEqual([{ customer: 'Ada', user: 'orders_app' }]);
    await connection.end();
  });

  const passwords =
    await test.step('no password is anywhere in the page', async () => {
      const clusters = [await platformCluster(), await appsCluster()];
      const found = await Promise.all(clusters.map(one => one.passwords()));
      const secret = await clusters[1].secret('orders', 'orders-db');
      expect(found.flat()).toContain(secret?.password);
      const content = await page.content();
      expect(found.flat().filter(one => content.includes(one))).toEqual([]);
      return found.flat();
    });

  await test.step('the Dapr component is for the application alone', async () => {
    const component = await (
      await appsCluster()
    ).object(
      '/apis/dapr.io/v1alpha1/namespaces/orders/components/orders-state',
    );
    expect(component).toMatchObject({
      scopes: ['orders-api'],
      spec: { type: 'state.postgresql' },
    });
  });

  await test.step('switch the protection off, remove the file', async () => {
    await edit('Switch deletion protection off', content =>
      content.replace('spec:\n', 'spec:\n  deletionProtection: false\n'),
    );
    const platform = await platformCluster();
    await expect
      .poll(() =>
        platform.object(
          '/apis/dbaas.dev/v1alpha1/namespaces/team-orders/manageddatabases/orders-db',
        ),
      )
      .toMatchObject({ spec: { deletionProtection: false } });
    await expect(safety).toContainText(
      'The server is deleted with all its data.',
      { timeout: BUILD_TIMEOUT },
    );
    await edit('Remove orders-db', () => undefined);
    await expect
      .poll(
        () =>
          platform.names(
            '/apis/dbaas.dev/v1alpha1/namespaces/team-orders/manageddatabases',
          ),
        { timeout: BUILD_TIMEOUT },
      )
      .toEqual([]);
    await openCard(page);
    await expect(card(page)).toContainText('No database with this name');
  });

  await test.step('nothing is left', async () => {
    const platform = await platformCluster();
    await expect
      .poll(async () => ({
        secret: await (await appsCluster()).secret('orders', 'orders-db'),
        secrets: (
          await platform.names('/api/v1/namespaces/team-orders/secrets')
        ).filter(name => name.startsWith('orders-db')),
        servers: await platform.names('/apis/postgresql.cnpg.io/v1/clusters'),
        roles: await platform.names(
          '/apis/postgresql.sql.m.crossplane.io/v1alpha1/roles',
        ),
        components: await (
          await appsCluster()
        ).names('/apis/dapr.io/v1alpha1/components'),
      }))
      .toEqual({
        secret: undefined,
        secrets: [],
        servers: [],
        roles: [],
        components: [],
      });
    await expect(connect()).rejects.toThrow();
  });

  await test.step('no password got out in all that time', async () => {
    await outputs.addLogs(`${STATE}/logs`);
    await outputs.addDatabases(BACKSTAGE_DATABASE);
    expect(await outputs.kinds()).toEqual(
      expect.arrayContaining(['answer', 'frame', 'log', 'table']),
    );
    expect(await outputs.leaksOf(passwords)).toEqual([]);
  });
});

function card(page: Page) {
  return page.getByRole('region', { name: 'Database' }).first();
}

async function openCard(page: Page): Promise<void> {
  await page.goto('/catalog/default/component/orders-api');
  await expect(card(page)).toBeVisible();
}

async function fillInForm(page: Page): Promise<void> {
  await page.goto('/create/templates/default/create-database');
  await page.getByLabel('Application').fill('orders-api');
  await page.getByRole('option', { name: /orders-api/ }).click();
  await page.getByLabel(/^Name/).fill('Orders!');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText(/Use lower-case letters/).first()).toBeVisible();
  await page.getByLabel(/^Name/).fill('orders-db');
  await page.getByRole('button', { name: 'Next' }).click();

  await expect(page.getByRole('radio', { name: /Small/ })).toBeChecked();
  await page.getByRole('button', { name: 'Next' }).click();

  await page
    .getByRole('textbox', { name: 'Database', exact: true })
    .fill('orders');
  await page
    .getByRole('textbox', { name: 'User of the application' })
    .fill('orders_app');
  await page.getByLabel(/^Schema/).click();
  await page
    .getByRole('option', { name: 'The platform applies this SQL' })
    .click();
  await page.getByRole('textbox', { name: /^SQL/ }).fill(SCHEMA);
  await page.screenshot({ path: `${IMAGES}/form.png` });
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByRole('button', { name: 'Next' }).click();
  await expect(
    page.getByRole('region', { name: 'The file in the pull request' }),
  ).toContainText('kind: ManagedDatabase');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(
    page.getByRole('link', { name: 'Pull request' }).first(),
  ).toBeVisible();
}

const platformCluster = () => SandboxCluster.open(KUBECONFIG, 'platform');
const appsCluster = () => SandboxCluster.open(KUBECONFIG, 'apps');

/** Connects with the Secret that was delivered to the application's cluster. */
async function connect(): Promise<Client> {
  const secret = await (await appsCluster()).secret('orders', 'orders-db');
  if (!secret)
    throw new Error('There is no Secret in the application cluster.');
  const client = new Client({
    host: secret.host,
    port: Number(secret.port),
    database: secret.database,
    user: secret.username,
    password: secret.password,
    ssl: { rejectUnauthorized: false },
  });
  await client.connect();
  return client;
}

function edit(
  message: string,
  change: (content: string) => string | undefined,
): Promise<void> {
  return changeFile({
    url: `${FORGE_WITH_TOKEN}/acme/gitops.git`,
    path: CLAIM,
    message,
    change,
  });
}
