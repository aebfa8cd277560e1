import { DbaasRequestError } from '@backstage-dbaas/plugin-dbaas-common';
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
  databasePlanField,
  databaseReviewField,
  databaseSchemaSqlField,
} from './fields';

expect.extend(toHaveNoViolations);

/** A form of the scaffolder with one of our fields in it. */
function renderForm(
  properties: Record<string, Record<string, string>>,
  options: {
    api?: FakeDbaasApi;
    initialState?: Record<string, string | boolean>;
    plans?: { [field: string]: string | number }[];
  } = {},
) {
  const { api = new FakeDbaasApi(), initialState = {}, plans } = options;
  return renderInTestApp(
    <Stepper
      manifest={{
        title: 'Create',
        steps: [{ title: 'First', schema: { type: 'object', properties } }],
      }}
      extensions={[
        { ...databaseNameField, schema: undefined },
        { ...databasePlanField, schema: undefined },
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
      config: {
        app: { baseUrl: 'http://localhost:3000' },
        ...(plans && { dbaas: { plans } }),
      },
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

  it('offers the plans of the configuration', async () => {
    renderForm(
      { plan },
      {
        plans: [
          {
            name: 'tiny',
            title: 'Tiny',
            cpu: '1',
            memory: '1Gi',
            storageGB: 1,
          },
        ],
      },
    );
    expect(
      await screen.findByRole('radio', { name: /Tiny/ }),
    ).not.toBeChecked();
    expect(screen.getAllByRole('radio')).toHaveLength(1);
  });

  it('says what is wrong with the configuration', async () => {
    renderForm({ plan }, { plans: [{ name: 'tiny' }] });
    expect(
      await screen.findByText(/The catalogue of plans .* is not valid/),
    ).toBeInTheDocument();
  });

  it('refuses a plan that is no longer offered', async () => {
    renderForm({ plan: { ...plan, default: 'huge' } });
    const message = 'There is no plan "huge" any more. Choose one of these.';
    expect(await screen.findByText(message)).toBeInTheDocument();
    await next();
    await waitFor(() =>
      expect(screen.getAllByText(message).length).toBeGreaterThan(1),
    );
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
