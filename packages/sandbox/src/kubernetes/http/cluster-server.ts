import type { IncomingMessage } from 'node:http';
import type { Log } from '../../log';
import { createAuthority, issueCertificate } from '../../postgres/certificates';
import { StatusError } from '../cluster-client';
import type { ResourceApi } from '../resource-api';
import type { Answer } from './answer';
import { handleRequest, type ApiContext } from './api-handler';
import {
  Authenticator,
  type StaticToken,
} from './authentication/authenticator';
import { ServiceAccountTokens } from './authentication/service-account-tokens';
import { Authorizer } from './authorization/authorizer';
import { ensureBootstrapPolicy } from './authorization/bootstrap-policy';
import { ClusterRoleStore } from './authorization/role-store';
import { listenEitherProtocol } from './either-protocol-server';
import { checkHost, toApiRequest, writeAnswer } from './http-adapter';
import { OpenApiDocuments } from './openapi/openapi-documents';
import { OpenResponses } from './open-responses';
import { failure, internalError } from './status-body';

const HOST = '127.0.0.1';
const CERTIFICATE_DAYS = 365;
/** What is still being sent after this has a client that does not read. */
const STOP_TIMEOUT_MS = 500;

export interface ClusterServerOptions {
  cluster: ResourceApi;
  /** 0 takes any free port. */
  port: number;
  /** Tokens that are known from the start. */
  tokens: readonly StaticToken[];
  log: Log;
}

export interface ClusterServer {
  /** `http://127.0.0.1:<port>`; the same port answers `https` as well. */
  url: string;
  /** Ends every watch and connection. */
  stop(): Promise<void>;
}

/** Serves the Kubernetes API of a cluster over HTTP, on this machine only. */
export async function startClusterServer({
  cluster,
  port,
  tokens,
  log,
}: ClusterServerOptions): Promise<ClusterServer> {
  await ensureBootstrapPolicy(cluster);
  const serviceAccounts = new ServiceAccountTokens(cluster, log);
  const context: ApiContext = {
    api: cluster,
    authenticator: new Authenticator(tokens, token =>
      serviceAccounts.userOf(token),
    ),
    authorizer: new Authorizer(new ClusterRoleStore(cluster)),
    openApi: new OpenApiDocuments(cluster),
  };
  const responses = new OpenResponses();
  const server = await listenEitherProtocol(
    HOST,
    port,
    await createCertificate(),
    async (request, response) => {
      responses.add(response);
      writeAnswer(response, await answerTo(request, context, log));
    },
  ).catch(error => {
    serviceAccounts.stop();
    throw error;
  });
  const stop = async () => {
    serviceAccounts.stop();
    const closed = server.close();
    responses.endStreams();
    await responses.finished(STOP_TIMEOUT_MS);
    server.destroyConnections();
    await closed;
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${HOST}:${server.port}`,
    stop: () => (stopped ??= stop()),
  };
}

/** Every request gets an answer; what we did not foresee is logged as well. */
async function answerTo(
  request: IncomingMessage,
  context: ApiContext,
  log: Log,
): Promise<Answer> {
  try {
    const apiRequest = toApiRequest(request);
    checkHost(apiRequest);
    return await handleRequest(apiRequest, context);
  } catch (error) {
    if (error instanceof StatusError) return failure(error);
    const problem = error instanceof Error ? error.stack : error;
    // A client that goes away while it sends its body is no fault of ours.
    log[request.complete ? 'warn' : 'debug'](
      `${request.method} ${request.url} failed: ${problem}`,
    );
    return failure(internalError(error));
  }
}

/** A certificate for this start alone; kubeconfigs of the sandbox do not check it. */
async function createCertificate(): Promise<{ key: string; cert: string }> {
  const authority = await createAuthority('kubernetes', CERTIFICATE_DAYS);
  const { certificate, privateKey } = await issueCertificate(authority, {
    commonName: 'kube-apiserver',
    days: CERTIFICATE_DAYS,
    dnsNames: ['localhost'],
    addresses: [HOST],
    usage: 'serverAuth',
  });
  return { key: privateKey, cert: certificate };
}
