import { isIPv4, isIPv6 } from 'node:net';

const DURATION = /^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w)\s*)+$/;

/** The formats that API servers check (kube-openapi, strfmt); others say nothing. */
const FORMATS: Record<string, (text: string) => boolean> = {
  'date-time': text =>
    /^\d{4}-\d\d-\d\d[tT ]\d\d:\d\d(:\d\d(\.\d+)?)?([zZ]|[+-]\d\d:?\d\d)?$/.test(
      text,
    ) && !Number.isNaN(Date.parse(text)),
  date: text =>
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  duration: text => DURATION.test(text),
  byte: text => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0,
  uuid: text => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text),
  ipv4: isIPv4,
  ipv6: isIPv6,
  hostname: text =>
    text.length <= 255 &&
    /^([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/.test(
      text,
    ),
  email: text => /^[^\s@]+@[^\s@]+$/.test(text),
  uri: text => URL.canParse(text),
};

export function hasFormat(text: string, format: string): boolean {
  return FORMATS[format]?.(text) ?? true;
}
