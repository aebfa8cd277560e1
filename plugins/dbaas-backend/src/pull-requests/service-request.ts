import {
  parseRequestMarker,
  type PendingRequest,
  type RequestMarker,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Checks, GithubPull } from './github-repository';

/** A pull request and the database service that it is about. */
export interface ServiceRequest {
  service: ServiceRef;
  /** Ref of the entity that the database is for, lower case. */
  entityRef?: string;
  request: PendingRequest;
}

/** The mark that our templates leave in a pull request; undefined for everybody else's. */
export function readMark(pull: GithubPull): RequestMarker | undefined {
  return parseRequestMarker(pull.body ?? '');
}

export function serviceRequest(
  pull: GithubPull,
  mark: RequestMarker,
  checks: Checks,
): ServiceRequest {
  const { cluster, namespace, name, operation, entity } = mark;
  const merged = pull.merged_at ?? undefined;
  return {
    service: { cluster, namespace, name },
    entityRef: entity?.toLowerCase(),
    request: {
      number: pull.number,
      title: pull.title,
      url: pull.html_url,
      state: merged ? 'merged' : pull.state,
      operation,
      author: pull.user?.login,
      reviewers: [
        ...(pull.requested_reviewers ?? []).map(({ login }) => login),
        ...(pull.requested_teams ?? []).map(({ slug }) => slug),
      ],
      checks,
      createdAt: pull.created_at,
      mergedAt: merged,
      // Of an open request this is only a trial merge.
      mergeCommit: merged ? pull.merge_commit_sha ?? undefined : undefined,
    },
  };
}
