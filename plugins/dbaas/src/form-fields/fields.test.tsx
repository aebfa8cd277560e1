import {
  DbaasRequestError,
  DEFAULT_PLANS,
  type OfferedPlacement,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { dbaasApiRef } from '../api/dbaas-api';
import { databaseService } from '../testing/database-service';
import { FakeDbaasApi } from '../testing/fake-dbaas-api';
import {
  databaseNameField,
  databasePlacementField,
  databasePlanField,
  databaseRegionField,
  databaseReviewField,
  databaseSchemaSqlField,
} from './fields';

expect.extend(toHaveNoViolations);

const TINY: Plan = {
  ...DEFAULT_PLANS[0],
  name: 'tiny',
  title: 'Tiny',
  machineTypes: {},
};

/** A form of the scaffolder with one of our fields in it. */
function renderForm(
  properties: Record<string, Record<string, string | object>>,
  options: {
    api?: FakeDbaasApi;
    initialState?: Record<string, string | boolean>;
  } = {},
) {
  const { api = new FakeDbaasApi(), initialState = {} } = options;
  return renderInTestApp(
    <Stepper
      manifest={{
        title: 'Create',
        steps: [{ title: 'First', schema: { type: 'object', properties } }],
      }}
      extensions={[
        { ...databaseNameField, schema: undefined },
        { ...databasePlanField, schema: undefined },
        { ...databasePlacementField, schema: undefined },
        { ...databaseRegionField, schema: undefined },
        { ...databaseReviewField, schema: undefined },
        { ...databaseSchemaSqlField, schema: undefined },
      ]}
      initialState={initialState}
      onCreate={async () => {}}
    />,
    {
      apis: [
        [dbaasApiRef, api],
        mockApis.identity({ userEntityRef: 'user:default/olivia' }),
      ],
    },
  );
}

const next = () =>
  userEvent.click(screen.getByRole('button', { name: 'Review' }));
const isOnReview = () =>
  screen.findByRole('button', { name: 'Create' }).then(Boolean);

describe('DatabaseName', () => {
  const name = { title: 'Name', type: 'string', 'ui:field': 'DatabaseName' };
  const inTeam = { initialState: { namespace: 'team-orders' } };
  const input = () => screen.getByRole('textbox', { name: 'Name' });

  it('says while typing that a name is free', async () => {
    renderForm({ name }, inTeam);
    await userEvent.type(input(), 'orders-db');
    expect(
      await screen.findByText('"orders-db" is free in namespace team-orders.'),
    ).toBeInTheDocument();
    await next();
    expect(await isOnReview()).toBe(true);
  });

  it('refuses a name that is in use, and says where', async () => {
    renderForm(
      { name },
      { ...inTeam, api: new FakeDbaasApi(databaseService()) },
    );
    await userEvent.type(input(), 'orders-db');
    const message =
      'There is already a database "orders-db" in namespace team-orders of cluster platform. Choose another name.';
    expect(await screen.findByText(message)).toBeInTheDocument();
    expect(input()).toHaveAccessibleDescription(message);
    await next();
    await waitFor(() =>
      expect(screen.getAllByText(message).length).toBeGreaterThan(1),
    );
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('takes a name again whose database is gone', async () => {
    const api = new FakeDbaasApi(
      databaseService({
        exists: false,
        assessment: { state: 'notFound', headline: 'No database' },
      }),
    );
    renderForm({ name }, { ...inTeam, api });
    await userEvent.type(input(), 'orders-db');
    expect(await screen.findByText(/is free/)).toBeInTheDocument();
  });

  it.each([
    ['Orders!', /Use lower-case letters, digits and dashes/],
    ['a'.repeat(41), /Use at most 40 characters/],
  ])('refuses %s', async (value, message) => {
    const api = new FakeDbaasApi();
    renderForm({ name }, { ...inTeam, api });
    await userEvent.type(input(), value);
    expect(screen.getByText(message)).toBeInTheDocument();
    await next();
    expect((await screen.findAllByText(message)).length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    expect(api.queries).toEqual([]);
  });

  it('does not block when it cannot be checked', async () => {
    const api = new FakeDbaasApi();
    api.failure = new DbaasRequestError('no', 403);
    renderForm({ name }, { ...inTeam, api });
    await userEvent.type(input(), 'orders-db');
    expect(
      await screen.findByText(/could not be checked now/),
    ).toBeInTheDocument();
    await next();
    expect(await isOnReview()).toBe(true);
  });

  it('is accessible', async () => {
    const { container } = renderForm({ name }, inTeam);
    expect(
      await axe(within(container).getByRole('textbox').closest('div')!),
    ).toHaveNoViolations();
  });
});

describe('DatabasePlan', () => {
  const plan = { title: 'Plan', type: 'string', 'ui:field': 'DatabasePlan' };

  it('shows the plans with what they offer', async () => {
    renderForm({ plan: { ...plan, default: 'small' } });
    const group = await screen.findByRole('radiogroup', { name: /Plan/ });
    expect(
      within(group)
        .getAllByRole('radio')
        .map(radio => radio.getAttribute('value')),
    ).toEqual(['small', 'medium', 'large']);
    expect(screen.getByRole('radio', { name: /Small/ })).toBeChecked();
    await userEvent.click(
      screen.getByRole('radio', {
        name: /Medium.*2 CPU · 8Gi memory · 50 GB disk/,
      }),
    );
    expect(screen.getByRole('radio', { name: /Medium/ })).toBeChecked();
  });

  it('offers the plans that the platform makes servers by', async () => {
    const api = new FakeDbaasApi();
    api.plans = [
      { cluster: 'dev', source: 'usual', plans: [] },
      { cluster: 'prod', source: 'cluster', plans: [TINY] },
    ];
    renderForm(
      { plan: { ...plan, 'ui:options': { cluster: 'prod' } } },
      { api },
    );
    expect(
      await screen.findByRole('radio', { name: /Tiny/ }),
    ).not.toBeChecked();
    expect(screen.getAllByRole('radio')).toHaveLength(1);
  });

  it('offers what is made at the chosen placement, by its machine type', async () => {
    const api = new FakeDbaasApi();
    const [small] = DEFAULT_PLANS;
    api.plans = [
      { cluster: 'platform', source: 'cluster', plans: [small, TINY] },
    ];
    renderForm({ plan }, { api, initialState: { placement: 'aws' } });
    expect(
      await screen.findByRole('radio', {
        name: /Small.*db\.t4g\.small · 10 GB disk/,
      }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('radio', { name: /Tiny/ })).toBeNull();
  });

  it('says why no plan is known, and lets nothing be asked for', async () => {
    const api = new FakeDbaasApi();
    const problem = 'EnvironmentConfig "dbaas-plans" is not valid.';
    api.plans = [{ cluster: 'platform', plans: [], problem }];
    renderForm({ plan: { ...plan, default: 'small' } }, { api });
    const message = `${problem} Until then nothing can be asked for.`;
    expect(await screen.findByRole('alert')).toHaveTextContent(message);
    await next();
    await waitFor(() =>
      expect(screen.getAllByText(message).length).toBeGreaterThan(1),
    );
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('says that no cluster is read, and lets nothing be asked for', async () => {
    const api = new FakeDbaasApi();
    api.plans = [];
    renderForm({ plan: { ...plan, default: 'small' } }, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Backstage reads no platform cluster for this request.',
    );
    await next();
    await waitFor(() =>
      expect(screen.getAllByText(/no platform cluster/).length).toBeGreaterThan(
        1,
      ),
    );
  });

  it('leaves it to the backend when it cannot ask', async () => {
    const api = new FakeDbaasApi();
    api.failures = { listPlans: new Error('Failed to fetch') };
    renderForm({ plan: { ...plan, default: 'small' } }, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'could not be asked for (Failed to fetch); it is checked when the request is made',
    );
    await next();
    expect(await isOnReview()).toBe(true);
  });

  it('refuses a plan that is no longer offered', async () => {
    renderForm({ plan: { ...plan, default: 'huge' } });
    const message = 'There is no plan "huge" here. Choose one of these.';
    expect(await screen.findByRole('alert')).toHaveTextContent(message);
    await next();
    expect(await screen.findByText(`'Plan' ${message}`)).toBeInTheDocument();
    expect(screen.getAllByText(message)).toHaveLength(1);
  });
});

describe('DatabasePlacement and DatabaseRegion', () => {
  const fields = {
    placement: {
      title: 'Where',
      type: 'string',
      default: 'cnpg',
      'ui:field': 'DatabasePlacement',
    },
    region: { title: 'Region', type: 'string', 'ui:field': 'DatabaseRegion' },
  };
  const offering = (...placements: OfferedPlacement[]) => {
    const api = new FakeDbaasApi();
    api.placements = [{ cluster: 'platform', source: 'cluster', placements }];
    return api;
  };
  const cnpg: OfferedPlacement = { name: 'cnpg', regions: [] };
  const aws: OfferedPlacement = {
    name: 'aws',
    regions: ['eu-west-1', 'us-east-1'],
  };
  const choose = async (name: RegExp) =>
    userEvent.click(await screen.findByRole('radio', { name }));
  const region = () => screen.findByRole('combobox', { name: 'Region' });
  const textsOf = (select: HTMLElement) =>
    within(select)
      .getAllByRole('option')
      .map(({ textContent }) => textContent);

  it('offer the places that the platform has, and no other', async () => {
    const { container } = renderForm(fields, { api: offering(cnpg, aws) });
    const group = await screen.findByRole('radiogroup', { name: /Where/ });
    expect(
      within(group)
        .getAllByRole('radio')
        .map(radio => radio.getAttribute('value')),
    ).toEqual(['cnpg', 'aws']);
    expect(
      screen.getByRole('radio', { name: /Platform cluster/ }),
    ).toBeChecked();
    expect(
      screen.getByRole('radio', {
        name: /Amazon RDS.*Regions: eu-west-1, us-east-1/,
      }),
    ).not.toBeChecked();
    expect(await axe(container.querySelector('form')!)).toHaveNoViolations();
  });

  it('offer the regions of the chosen place, of which one is needed', async () => {
    renderForm(fields, { api: offering(cnpg, aws) });
    await choose(/Amazon RDS/);
    expect(textsOf(await region())).toEqual([
      'Choose a region',
      'eu-west-1',
      'us-east-1',
    ]);
    await next();
    await waitFor(() =>
      expect(screen.getAllByText('Choose a region').length).toBeGreaterThan(1),
    );
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    await userEvent.selectOptions(await region(), 'us-east-1');
    await next();
    expect(await isOnReview()).toBe(true);
  });

  it.each([
    ['the default one', { ...aws, defaultRegion: 'eu-west-1' }],
    ['the only one', { ...aws, regions: ['eu-west-1'] }],
  ])('need no region where there is a usual one: %s', async (_which, place) => {
    renderForm(fields, { api: offering(cnpg, place) });
    await choose(/Amazon RDS/);
    expect(textsOf(await region())[0]).toBe('eu-west-1 (the usual one)');
    await next();
    expect(await isOnReview()).toBe(true);
  });

  it.each([
    [{ placement: 'azure' }, /The platform has no "azure"/],
    [
      { placement: 'aws', region: 'eu-north-1' },
      /not set up for region "eu-north-1" here/,
    ],
  ])('refuse %j', async (initialState, message) => {
    renderForm(fields, { api: offering(cnpg, aws), initialState });
    await screen.findByRole('radiogroup', { name: /Where/ });
    await next();
    expect((await screen.findAllByText(message)).length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });
});

describe('DatabaseSchemaSql', () => {
  const sql = { title: 'SQL', type: 'string', 'ui:field': 'DatabaseSchemaSql' };
  const input = () => screen.getByRole('textbox', { name: 'SQL' });
  const enter = async (text: string) => {
    await userEvent.click(input());
    await userEvent.paste(text);
  };

  it('counts the statements', async () => {
    renderForm({ sql });
    await enter('CREATE TABLE a (id int); CREATE TABLE b (id int);');
    expect(screen.getByText('2 statements')).toBeInTheDocument();
    await next();
    expect(await isOnReview()).toBe(true);
  });

  it('refuses text that cannot be SQL', async () => {
    renderForm({ sql });
    await enter('CREATE TABLE a (\n  id int');
    const message = 'Line 1: a parenthesis is opened and never closed.';
    expect(screen.getByText(message)).toBeInTheDocument();
    await next();
    expect((await screen.findAllByText(message)).length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('warns of statements that lose data, and lets them pass', async () => {
    renderForm({ sql });
    await enter('DROP TABLE a;');
    expect(
      screen.getByText(/Line 1: "DROP TABLE a" loses data/),
    ).toBeInTheDocument();
    expect(input()).toHaveAccessibleDescription(/loses data/);
    await next();
    expect(await isOnReview()).toBe(true);
  });
});

describe('DatabaseReview', () => {
  const review = {
    title: 'File',
    type: 'string',
    'ui:field': 'DatabaseReview',
  };
  const answers = {
    component: 'component:default/orders-api',
    namespace: 'team-orders',
    name: 'orders-db',
    plan: 'small',
    version: '17',
    database: 'orders',
    user: 'orders_app',
    deletionProtection: true,
  };

  it('shows the file that the pull request will hold', async () => {
    renderForm({ review }, { initialState: answers });
    const region = await screen.findByRole('region', { name: 'File' });
    await waitFor(() =>
      expect(region).toHaveTextContent('user:default/olivia'),
    );
    expect(region).toHaveTextContent('kind: ManagedDatabase');
    expect(region).toHaveTextContent('default.component.orders-api');
    expect(region).not.toHaveTextContent('deletionProtection');
  });

  it('says what is missing', async () => {
    renderForm(
      { review },
      { initialState: { ...answers, version: '9', database: 'postgres' } },
    );
    const region = await screen.findByRole('region', { name: 'File' });
    expect(region).toHaveTextContent('spec.version');
    expect(region).toHaveTextContent('This name belongs to PostgreSQL itself.');
  });
});
