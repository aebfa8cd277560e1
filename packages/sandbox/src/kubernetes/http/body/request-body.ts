import { parse, YAMLParseError } from 'yaml';
import { badRequest } from '../../status-errors';
import type { ApiRequest } from '../api-request';
import { parseMediaType } from '../media-type';
import { unsupportedMediaType } from '../status-body';
import { decodeProtobuf, PROTOBUF_TYPE } from './protobuf';

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

/** The object in the body of a request, whatever form it was sent in. */
export async function readObject(request: ApiRequest): Promise<unknown> {
  const body = await request.readBody();
  const contentType = contentTypeOf(request);
  if (contentType === PROTOBUF_TYPE) return decodeProtobuf(body);
  if (contentType === JSON_TYPE) return parseJson(body);
  if (contentType === YAML_TYPE) return parseYaml(body);
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${[
      JSON_TYPE,
      YAML_TYPE,
      PROTOBUF_TYPE,
    ].join(', ')}`,
  );
}

/** The object in the body, or undefined when there is no body. */
export async function readOptionalObject(
  request: ApiRequest,
): Promise<unknown> {
  const body = await request.readBody();
  return body.length === 0 ? undefined : readObject(request);
}

/** The media type of the body without parameters; JSON when the client does not say. */
export function contentTypeOf({ headers }: ApiRequest): string {
  return parseMediaType(headers['content-type'] ?? JSON_TYPE).name;
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw badRequest(
      `the body is not valid JSON: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

export function parseYaml(body: Buffer): unknown {
  try {
    return parse(body.toString('utf8'));
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw badRequest(`the body is not valid YAML: ${error.message}`);
  }
}
