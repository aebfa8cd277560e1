import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ComponentProps } from 'react';
import { parse } from 'yaml';
import { dbaasApiRef } from '../api/dbaas-api';
import { FakeDbaasApi } from '../testing/fake-dbaas-api';
import {
  databasePlacementField,
  databasePlanField,
  databaseRegionField,
  databaseReviewField,
} from './fields';

const TEMPLATE = resolve(
  __dirname,
  '../../../../templates/create-database/template.yaml',
);

type Schema = ComponentProps<
  typeof Stepper
>['manifest']['steps'][number]['schema'];

/** Steps of the template that people get, in the form that the scaffolder gives them. */
function stepsOf(...titles: string[]) {
  const template = parse(readFileSync(TEMPLATE, 'utf8'));
  const parameters: Schema[] = template.spec.parameters;
  return titles.map(title => {
    const schema = parameters.find(step => step.title === title);
    if (!schema) throw new Error(`The template has no step "${title}".`);
    return { title, schema };
  });
}

/** The answers to the steps that are left out. */
const OTHER_ANSWERS = {
  component: 'component:default/orders-api',
  namespace: 'team-orders',
  name: 'orders-db',
  database: 'orders',
  user: 'orders_app',
};

function renderServerStep() {
  const api = new FakeDbaasApi();
  api.placements = [
    {
      cluster: 'platform',
      source: 'cluster',
      placements: [
        { name: 'cnpg', regions: [] },
        { name: 'aws', regions: ['eu-west-1', 'us-east-1'] },
        { name: 'external', regions: [] },
      ],
    },
  ];
  renderInTestApp(
    <Stepper
      manifest={{ title: 'Create', steps: stepsOf('Server', 'Preview') }}
      extensions={[
        { ...databasePlacementField, schema: undefined },
        { ...databasePlanField, schema: undefined },
        { ...databaseRegionField, schema: undefined },
        { ...databaseReviewField, schema: undefined },
      ]}
      initialState={OTHER_ANSWERS}
      onCreate={async () => {}}
    />,
    {
      apis: [[dbaasApiRef, api], mockApis.identity()],
      config: { app: { baseUrl: 'http://localhost:3000' } },
    },
  );
}

const choose = async (name: RegExp) =>
  userEvent.click(await screen.findByRole('radio', { name }));
const next = () =>
  userEvent.click(screen.getByRole('button', { name: 'Next' }));
const field = (role: string, name: RegExp) =>
  screen.queryByRole(role, { name });
const preview = () =>
  screen.findByRole('region', { name: 'The file in the pull request' });

/** Fields that only a server has which the platform makes. */
const OF_MADE_SERVERS: [string, RegExp][] = [
  ['radiogroup', /^Plan/],
  ['spinbutton', /^Storage in GB/],
  ['checkbox', /^High availability/],
  ['spinbutton', /^Keep backups for/],
  ['textbox', /^When to back up/],
];

describe('the step "Server" of the create template', () => {
  it('asks how large a server in the platform cluster is, and for its backups', async () => {
    renderServerStep();
    await screen.findByRole('radiogroup', { name: /^Plan/ });
    for (const [role, name] of OF_MADE_SERVERS)
      expect([name, field(role, name)]).not.toEqual([name, null]);
    for (const name of [/^Secret of the server/, /^Host for applications/])
      expect(field('textbox', name)).toBeNull();
    expect(field('combobox', /^Region/)).toBeNull();

    await userEvent.type(field('spinbutton', /^Keep backups for/)!, '14');
    await userEvent.type(field('textbox', /^When to back up/)!, '30 3 * * *');
    await next();
    expect(await preview()).toHaveTextContent(
      /placement: cnpg.*plan: small.*backup:.*retentionDays: 14.*schedule: 30 3 \* \* \*/,
    );
  });

  it('asks for the region of a server in a cloud', async () => {
    renderServerStep();
    await choose(/Amazon RDS/);
    await userEvent.selectOptions(
      await screen.findByRole('combobox', { name: /^Region/ }),
      'us-east-1',
    );
    await next();
    expect(await preview()).toHaveTextContent(
      /placement: aws.*region: us-east-1.*plan: small/,
    );
  });

  it('asks for the Secret of an existing server, and for nothing that it is not given', async () => {
    renderServerStep();
    // What was answered before is not asked for any more.
    await userEvent.type(
      await screen.findByRole('spinbutton', { name: /^Storage in GB/ }),
      '20',
    );
    await choose(/Existing server/);
    const secret = await screen.findByRole('textbox', {
      name: /^Secret of the server/,
    });
    for (const [role, name] of OF_MADE_SERVERS)
      expect([name, field(role, name)]).toEqual([name, null]);

    expect(secret).toBeRequired();
    await userEvent.type(secret, 'PG_ADMIN');
    await next();
    expect(await screen.findAllByText(/must match pattern/)).not.toEqual([]);
    await userEvent.clear(secret);
    await userEvent.type(secret, 'pg-admin');
    await userEvent.type(
      field('textbox', /^Host for applications/)!,
      'pg.acme.dev',
    );
    await next();
    const file = await preview();
    expect(file).toHaveTextContent(
      /placement: external.*external:.*secretRef:.*name: pg-admin.*endpoint:.*host: pg\.acme\.dev/,
    );
    expect(within(file).queryByText(/plan:|storageGB|backup/)).toBeNull();
  });
});
