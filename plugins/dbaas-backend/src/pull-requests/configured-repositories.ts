import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { durationToMilliseconds } from '@backstage/types';
import { GithubRepository } from './github-repository';

/** A GitOps repository and how often to look at it. */
export interface WatchedRepository {
  repository: GithubRepository;
  pollIntervalMs: number;
}

const DEFAULT_POLL_INTERVAL_MS = 30_000;

/** The repositories of `dbaas.gitops.repositories`. */
export function configuredRepositories(config: Config): WatchedRepository[] {
  const integrations = ScmIntegrations.fromConfig(config);
  const credentials =
    DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  const repositories =
    config.getOptionalConfigArray('dbaas.gitops.repositories') ?? [];
  return repositories.map(entry => {
    const url = entry.getString('url');
    const apiBaseUrl = integrations.github.byUrl(url)?.config.apiBaseUrl;
    if (!apiBaseUrl) {
      throw new InputError(
        `dbaas.gitops.repositories: there is no entry in integrations.github for ${url}. Add one for its host.`,
      );
    }
    const [owner, name, ...rest] = new URL(url).pathname
      .replace(/^\/+|\/+$|\.git$/g, '')
      .split('/');
    if (!owner || !name || rest.length > 0) {
      throw new InputError(
        `dbaas.gitops.repositories: ${url} is not the address of a repository, such as https://github.com/acme/gitops.`,
      );
    }
    return {
      repository: new GithubRepository({
        url,
        apiBaseUrl: apiBaseUrl.replace(/\/+$/, ''),
        owner,
        name,
        credentials,
      }),
      pollIntervalMs: entry.has('pollInterval')
        ? durationToMilliseconds(
            readDurationFromConfig(entry, { key: 'pollInterval' }),
          )
        : DEFAULT_POLL_INTERVAL_MS,
    };
  });
}
