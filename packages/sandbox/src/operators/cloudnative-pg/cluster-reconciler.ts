import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { randomBytes } from 'node:crypto';
import type { ClientConfig } from 'pg';
import type {
  ReconcileKey,
  ReconcileResult,
} from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type {
  PostgresMajor,
  PostgresServers,
  RunningPostgresServer,
} from '../../postgres/postgres-servers';
import { secretData, secretTexts } from '../kubernetes-secret';
import { bootstrap, followPassword, systemId } from './bootstrap';
import { ensureCertificates } from './certificates';
import { readCluster, settingsOf, type WantedCluster } from './cluster';
import { ClusterStatus } from './cluster-status';
import { connectionSecret } from './connection-secret';
import { CnpgError } from './cnpg-error';
import { resolveImage } from './image';
import { InstanceObjects } from './instance-objects';
import { EVENT_SOURCE, SECRET } from './kinds';
import { OwnedObjects } from './owned-objects';
import type { ServerRecord, ServerRecords } from './server-records';
import { PHASE } from './status';

const PASSWORD_BYTES = 48;
/** Certificates are looked at this often; everything else is noticed by watch. */
const LOOK_AGAIN_MS = 60 * 60 * 1000;

/** Turns Clusters into PostgreSQL servers of this machine. */
export class ClusterReconciler {
  constructor(
    private readonly client: ClusterClient,
    private readonly postgres: PostgresServers,
    private readonly records: ServerRecords,
  ) {}

  /** Id of the server of a Cluster. */
  idOf({ namespace, name }: ReconcileKey): string {
    return `${this.client.cluster}.${namespace}.${name}`;
  }

  async reconcile(
    key: ReconcileKey,
    object: KubernetesObject | undefined,
  ): Promise<ReconcileResult | void> {
    const id = this.idOf(key);
    if (!object || object.metadata.deletionTimestamp !== undefined) {
      await this.remove(id);
      return undefined;
    }
    const record = this.records.get(id);
    // Data of a Cluster of this name that is gone, or of a beginning that was interrupted.
    if (!record?.bootstrapped || record.uid !== object.metadata.uid) {
      await this.remove(id);
    }
    const status = new ClusterStatus(this.client, object);
    try {
      await this.#converge(id, object, status);
    } catch (error) {
      if (!(error instanceof CnpgError)) throw error;
      await status.setPhase(error.phase, error.message);
    }
    return { requeueAfter: LOOK_AGAIN_MS };
  }

  /** Removes a server with its data. */
  async remove(id: string): Promise<void> {
    await this.postgres.remove(id);
    await this.records.delete(id);
  }

  async #converge(
    id: string,
    object: KubernetesObject,
    status: ClusterStatus,
  ): Promise<void> {
    const cluster = readCluster(object);
    const objects = new OwnedObjects(this.client, cluster);
    const instances = new InstanceObjects(this.client, objects, cluster);
    if (cluster.hibernated) {
      await this.postgres.stop(id);
      await instances.deletePods();
      await status.setHibernated();
      return;
    }
    const { image, major } = await resolveImage(cluster, this.client);
    const record = await this.#ensureRecord(id, cluster, major);
    if (!record.bootstrapped) await this.#announce(object, status);
    const certificates = await ensureCertificates(cluster, objects);
    const superuserPassword = await this.#superuserPassword(
      cluster,
      objects,
      record,
    );
    const server = await this.#ensureServer(
      {
        id,
        major: record.major,
        superuserPassword,
        settings: settingsOf(cluster),
        tls: certificates.tls,
      },
      status,
    );
    const administrator = loginOf(server, superuserPassword);
    await this.#publishSuperuser(cluster, objects, server, superuserPassword);
    const password = await this.#ensureApplicationSecret(
      cluster,
      objects,
      server,
    );
    if (record.bootstrapped) {
      await followPassword(administrator, cluster, password);
    } else {
      await this.#bootstrap(id, record, administrator, cluster, password);
    }
    await instances.show(image, server);
    await status.setRunning(cluster, server, {
      image,
      systemId: await systemId(administrator),
      certificates: certificates.status,
    });
    if (record.major !== major) throw cannotUpgrade(record.major, major);
    await status.setPhase(PHASE.healthy, '');
  }

  async #announce(
    object: KubernetesObject,
    status: ClusterStatus,
  ): Promise<void> {
    await status.setPhase(
      PHASE.settingUpPrimary,
      `Creating primary instance ${object.metadata.name}-1`,
    );
    await this.client.recordEvent(object, {
      type: 'Normal',
      reason: 'CreatingInstance',
      message: 'Primary instance (initdb)',
      source: EVENT_SOURCE,
    });
  }

  async #ensureRecord(
    id: string,
    { uid }: WantedCluster,
    major: PostgresMajor,
  ): Promise<ServerRecord> {
    const known = this.records.get(id);
    if (known) return known;
    const record = {
      uid,
      major,
      superuserPassword: newPassword(),
      bootstrapped: false,
    };
    await this.records.set(id, record);
    return record;
  }

  async #superuserPassword(
    { name, spec }: WantedCluster,
    objects: OwnedObjects,
    record: ServerRecord,
  ): Promise<string> {
    if (!spec.enableSuperuserAccess) return record.superuserPassword;
    const secretName = spec.superuserSecret?.name ?? `${name}-superuser`;
    const secret = await objects.get(SECRET, secretName);
    if (!secret && spec.superuserSecret) {
      throw new Error(`Secret ${secretName} of the superuser does not exist.`);
    }
    const password = secret && secretTexts(secret).password;
    return password || record.superuserPassword;
  }

  async #ensureServer(
    spec: Parameters<PostgresServers['ensure']>[0],
    status: ClusterStatus,
  ): Promise<RunningPostgresServer> {
    try {
      return await this.postgres.ensure(spec);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // With the former settings it goes on; until they change there is nothing to try.
      if (this.postgres.find(spec.id))
        throw new CnpgError(PHASE.userAction, reason);
      await status.setPhase(PHASE.cannotCreate, reason);
      throw error;
    }
  }

  async #publishSuperuser(
    { name, spec }: WantedCluster,
    objects: OwnedObjects,
    server: RunningPostgresServer,
    password: string,
  ): Promise<void> {
    const secretName = `${name}-superuser`;
    if (spec.superuserSecret) return;
    if (!spec.enableSuperuserAccess) {
      await objects.delete(SECRET, secretName);
      return;
    }
    await objects.apply({
      ...SECRET,
      name: secretName,
      type: 'kubernetes.io/basic-auth',
      labels: { 'cnpg.io/userType': 'superuser', 'cnpg.io/reload': 'true' },
      data: secretData(
        connectionSecret({
          host: server.host,
          port: server.port,
          username: 'postgres',
          password,
          database: '*',
        }),
      ),
    });
  }

  /** @returns the password of the owner of the application's database */
  async #ensureApplicationSecret(
    { name, application }: WantedCluster,
    objects: OwnedObjects,
    server: RunningPostgresServer,
  ): Promise<string> {
    const { secretName, owner, database } = application;
    const secret = await objects.get(SECRET, secretName);
    const known = secret && secretTexts(secret).password;
    if (secretName !== `${name}-app`) {
      if (known) return known;
      throw new Error(
        `Secret ${secretName} with the key password does not exist.`,
      );
    }
    const password = known || newPassword();
    await objects.apply({
      ...SECRET,
      name: secretName,
      type: 'kubernetes.io/basic-auth',
      labels: { 'cnpg.io/userType': 'app', 'cnpg.io/reload': 'true' },
      data: secretData(
        connectionSecret({
          host: server.host,
          port: server.port,
          username: owner,
          password,
          database,
        }),
      ),
    });
    return password;
  }

  async #bootstrap(
    id: string,
    record: ServerRecord,
    administrator: ClientConfig,
    cluster: WantedCluster,
    password: string,
  ): Promise<void> {
    try {
      await bootstrap(administrator, cluster, password);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`initdb of cluster ${cluster.name} failed: ${reason}`, {
        cause,
      });
    }
    await this.records.set(id, { ...record, bootstrapped: true });
  }
}

function loginOf(
  server: RunningPostgresServer,
  password: string,
): ClientConfig {
  return {
    host: server.host,
    port: server.port,
    user: 'postgres',
    password,
    ssl: { ca: server.caCertificate },
  };
}

function cannotUpgrade(from: PostgresMajor, to: PostgresMajor): CnpgError {
  return new CnpgError(
    PHASE.userAction,
    `The sandbox cannot upgrade the data of PostgreSQL ${from} to ${to}; the server goes on with ${from}.`,
  );
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}
