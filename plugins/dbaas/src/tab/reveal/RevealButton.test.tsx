import {
  DbaasRequestError,
  databaseCredentialRevealPermission,
  type Connection,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { NOW, databaseService } from '../../testing/database-service';
import { FakeDbaasApi } from '../../testing/fake-dbaas-api';
import { renderForEntity } from '../../testing/render-for-entity';
import { RevealButton } from './RevealButton';
import { REVEALED_SECONDS } from './use-reveal';

expect.extend(toHaveNoViolations);

const PASSWORD = 'correct-horse-battery';
const REASON = 'INC-4711, the migration hangs';
const { ref, connections } = databaseService();
const [connection] = connections;

const allowing = () => {
  const api = new FakeDbaasApi(databaseService());
  api.credential = {
    cluster: 'apps',
    namespace: 'orders',
    secretName: 'orders-db',
    values: { username: 'orders_app', password: PASSWORD },
    readAt: NOW,
  };
  return api;
};

/** Answers about permissions are kept for a while, by the name of the service. */
let renders = 0;

const render = (
  api = allowing(),
  options: { connection?: Connection; denied?: string[] } = {},
) =>
  renderForEntity(
    <RevealButton
      service={{ ...ref, name: `orders-db-${(renders += 1)}` }}
      connection={options.connection ?? connection}
    />,
    { api, denied: options.denied },
  );

/** Timers of the page stand still until a test moves them. */
const user = userEvent.setup({
  advanceTimers: ms => {
    act(() => {
      jest.advanceTimersByTime(ms);
    });
  },
});

const opener = () =>
  screen.findByRole('button', {
    name: 'Reveal the credentials of Secret orders-db…',
  });

const openDialog = async () => {
  const button = await opener();
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
  return within(await screen.findByRole('dialog'));
};

const reveal = async () => {
  const dialog = await openDialog();
  dialog.getByRole('textbox', { name: /Reason/ }).focus();
  await user.paste(REASON);
  await user.click(dialog.getByRole('button', { name: 'Reveal' }));
  return dialog;
};

const pageText = () => document.documentElement.outerHTML;

describe('RevealButton', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('says which permission is missing to those who may not', async () => {
    render(allowing(), { denied: [databaseCredentialRevealPermission.name] });
    expect(
      await screen.findByText(/needs the permission dbaas.credential.reveal/),
    ).toBeInTheDocument();
    const button = await opener();
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription(/dbaas.credential.reveal/);
  });

  it('reveals nothing of a Secret that is not there yet', async () => {
    render(allowing(), { connection: { ...connection, delivered: false } });
    const button = await opener();
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription(/until the Secret is delivered/);
  });

  it('asks for a reason that says something, and says that it is recorded', async () => {
    const api = allowing();
    render(api);
    const dialog = await openDialog();
    expect(dialog.getByText(/It is recorded that you saw/)).toBeVisible();
    const reason = dialog.getByRole('textbox', { name: /Reason/ });
    expect(reason).toHaveFocus();
    await user.paste('   short   ');
    expect(dialog.getByRole('button', { name: 'Reveal' })).toBeDisabled();
    await user.paste(REASON);
    expect(dialog.getByRole('button', { name: 'Reveal' })).toBeEnabled();
    expect(api.reveals).toEqual([]);
  });

  it('sends what is to be read and why, and nothing more', async () => {
    const api = allowing();
    render(api);
    await reveal();
    expect(api.reveals).toEqual([
      {
        cluster: 'apps',
        namespace: 'orders',
        secretName: 'orders-db',
        reason: REASON,
      },
    ]);
  });

  it('keeps each value out of the page until it is asked for', async () => {
    render();
    const dialog = await reveal();
    const show = await dialog.findByRole('button', { name: 'Show password' });
    expect(
      dialog.getByRole('group', { name: 'Values of Secret orders-db' }),
    ).toHaveFocus();
    expect(dialog.getAllByText('••••••••')).toHaveLength(2);
    expect(pageText()).not.toContain(PASSWORD);
    expect(show).toHaveAttribute('aria-pressed', 'false');
    await user.click(show);
    expect(dialog.getByText(PASSWORD)).toBeVisible();
    expect(show).toHaveAttribute('aria-pressed', 'true');
    await user.click(show);
    expect(pageText()).not.toContain(PASSWORD);
  });

  it('copies a value that is masked', async () => {
    const copied = jest.fn(() => true);
    Object.assign(document, { execCommand: copied });
    render();
    const dialog = await reveal();
    await user.click(
      await dialog.findByRole('button', { name: 'Copy password' }),
    );
    expect(copied).toHaveBeenCalledWith('copy');
    expect(pageText()).not.toContain(PASSWORD);
  });

  it('counts down in sight, and hides the values by itself and says so', async () => {
    render();
    const dialog = await reveal();
    await user.click(
      await dialog.findByRole('button', { name: 'Show password' }),
    );
    expect(dialog.getByText('Revealed for 60 seconds.')).toHaveAttribute(
      'aria-live',
      'polite',
    );
    act(() => {
      jest.advanceTimersByTime(20_000);
    });
    expect(dialog.getByRole('timer')).toHaveTextContent(/Gone in \d+ seconds/);
    expect(dialog.getByText(PASSWORD)).toBeVisible();
    act(() => {
      jest.advanceTimersByTime(REVEALED_SECONDS * 1_000);
    });
    expect(pageText()).not.toContain(PASSWORD);
    expect(dialog.getByRole('status')).toHaveTextContent(
      'The credentials are hidden again.',
    );
    expect(dialog.getByRole('textbox', { name: /Reason/ })).toHaveFocus();
  });

  it('hides the values when the page goes out of sight', async () => {
    render();
    const dialog = await reveal();
    await user.click(
      await dialog.findByRole('button', { name: 'Show password' }),
    );
    const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    fireEvent(document, new Event('visibilitychange'));
    hidden.mockRestore();
    expect(pageText()).not.toContain(PASSWORD);
    expect(dialog.getByRole('status')).toHaveTextContent(/hidden again/);
  });

  it('forgets the values when it is closed, and gives the focus back', async () => {
    render();
    await (await reveal()).findByRole('timer');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(await opener()).toHaveFocus();
    const dialog = await openDialog();
    expect(dialog.queryByRole('group')).not.toBeInTheDocument();
    expect(dialog.getByRole('textbox', { name: /Reason/ })).toHaveValue('');
  });

  it.each([
    [403, 'These credentials are not shown'],
    [404, 'There is nothing to reveal'],
    [429, 'Too many credentials were revealed in a short time'],
    [503, "The credentials can't be read"],
  ])('says why it was refused: %s', async (status, title) => {
    const api = allowing();
    api.failures.revealCredential = new DbaasRequestError(
      'Try again in 40 seconds.',
      status,
    );
    render(api);
    const dialog = await reveal();
    const alert = await dialog.findByRole('alert');
    expect(alert).toHaveTextContent(`${title}Try again in 40 seconds.`);
    expect(dialog.getByRole('button', { name: 'Reveal' })).toBeEnabled();
  });

  it('can be given up while the Secret is being read', async () => {
    const api = allowing();
    api.revealCredential = () => new Promise(() => {});
    render(api);
    await reveal();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('is accessible, before and after', async () => {
    render();
    const dialog = await reveal();
    await dialog.findByRole('timer');
    jest.useRealTimers();
    expect(await axe(screen.getByRole('dialog'))).toHaveNoViolations();
  });
});
