import { require, type Scenario } from '../scenario';

/** A new password on request: delivered, and the old one is worth nothing. */
export const rotation: Scenario = {
  name: 'a password is rotated',
  covers: [
    'spec.users[].passwordRotation',
    'status.users[].passwordRotation',
    'status.users[].rotatedAt',
  ],
  async run(trial) {
    const database = trial.unique('orders');
    const user = trial.unique('app');
    const users = (passwordRotation: number) => [
      {
        name: user,
        passwordRotation,
        access: [{ database, level: 'readOnly' }],
      },
    ];
    await trial.claim({
      databases: [{ name: database }],
      users: users(0),
      delivery: [trial.delivery(user, database, 'delivered')],
    });
    await trial.ready();
    const old = await trial.delivered('delivered');
    await trial.logInWith(old);

    await trial.claim({ users: users(1) });
    const fresh = await trial.until(
      'another password to be delivered',
      async () => {
        const credentials = await trial.delivered('delivered');
        return credentials.password === old.password ? undefined : credentials;
      },
    );
    await trial.logInWith(fresh);
    const code = await trial.logInWith(old).then(
      () => undefined,
      error => error.code,
    );
    require(code === '28P01', `The old password still works (${code}).`);
    const { users: shown } = await trial.ready();
    const [{ passwordRotation, rotatedAt }] = shown;
    require(passwordRotation === 1 &&
      rotatedAt !==
        undefined, `status.users says rotation ${passwordRotation} of ${rotatedAt}.`);
  },
};
