import { DaprOrders } from './dapr-orders';
import { poolConfigFrom } from './database-secret';
import type { Orders } from './orders';
import { PostgresqlOrders } from './postgresql-orders';
import { createServer } from './server';
import { readSettings, type Settings } from './settings';

function report(error: unknown): void {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\n`,
  );
}

async function openOrders({
  dapr,
  secretDirectory,
}: Settings): Promise<Orders> {
  return dapr
    ? new DaprOrders(dapr.store, dapr.sidecar)
    : new PostgresqlOrders(await poolConfigFrom(secretDirectory), report);
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const orders = await openOrders(settings);
  const server = createServer(orders, report).listen(settings.port, () =>
    process.stdout.write(`orders-api listens on port ${settings.port}\n`),
  );
  const stop = () => {
    server.close(() => {
      orders.close().catch(report);
    });
    server.closeIdleConnections();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch(error => {
  report(error);
  process.exitCode = 1;
});
