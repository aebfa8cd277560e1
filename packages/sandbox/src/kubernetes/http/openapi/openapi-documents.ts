import type { ResourceApi, ResourceType } from '../../resource-api';
import { REVIEW_TYPES } from '../authorization/review-types';
import { SERVER_VERSION } from '../discovery/server-version';
import {
  subresourcesOf,
  type GroupVersionKind,
} from '../discovery/served-resources';
import { entityTag } from '../entity-tag';
import { resourcePaths, reviewPaths } from './paths';
import {
  resourceComponents,
  reviewComponents,
  SHARED_COMPONENTS,
} from './schema-components';

/** The OpenAPI v3 document of one group and version, as text with its hash. */
export interface OpenApiDocument {
  text: string;
  hash: string;
}

/** The OpenAPI v3 documents of a cluster; each is made when it is first asked for. */
export class OpenApiDocuments {
  readonly #api: Pick<ResourceApi, 'types'>;
  readonly #documents = new Map<
    string,
    { types: ResourceType[]; document: OpenApiDocument }
  >();

  constructor(api: Pick<ResourceApi, 'types'>) {
    this.#api = api;
  }

  /** `GET /openapi/v3` */
  index(): object {
    const roots = [...this.#api.types(), ...REVIEW_TYPES].map(rootOf);
    return {
      paths: Object.fromEntries(
        [...new Set(roots)].map(root => [
          root,
          {
            serverRelativeURL: `/openapi/v3/${root}?hash=${
              this.find(root)?.hash
            }`,
          },
        ]),
      ),
    };
  }

  /** The document of `api/v1` or `apis/<group>/<version>`. */
  find(root: string): OpenApiDocument | undefined {
    const isHere = (type: GroupVersionKind) => rootOf(type) === root;
    const types = this.#api.types().filter(isHere);
    const reviews = REVIEW_TYPES.filter(isHere);
    if (types.length + reviews.length === 0) return undefined;
    const known = this.#documents.get(root);
    if (known && isSameList(known.types, types)) return known.document;
    const text = JSON.stringify(documentOf(root, types));
    const document = { text, hash: entityTag(text) };
    this.#documents.set(root, { types, document });
    return document;
  }
}

function documentOf(root: string, types: ResourceType[]): object {
  const reviews = REVIEW_TYPES.filter(review => rootOf(review) === root);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: SERVER_VERSION.gitVersion },
    paths: Object.assign(
      {},
      ...types.map(type =>
        resourcePaths(`/${root}`, type, subresourcesOf(type)),
      ),
      ...reviews.map(review => reviewPaths(`/${root}`, review)),
    ),
    components: {
      schemas: Object.assign(
        {},
        SHARED_COMPONENTS,
        ...types.map(resourceComponents),
        ...reviews.map(reviewComponents),
      ),
    },
  };
}

function rootOf({
  group,
  version,
}: Pick<GroupVersionKind, 'group' | 'version'>): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function isSameList(left: ResourceType[], right: ResourceType[]): boolean {
  return (
    left.length === right.length &&
    left.every((type, index) => type === right[index])
  );
}
