import { X509Certificate } from 'node:crypto';
import {
  createAuthority,
  issueCertificate,
  type CertificateRequest,
  type IssuedCertificate,
} from '../../postgres/certificates';
import type { ServerTls } from '../../postgres/postgres-servers';
import { secretData, secretTexts } from '../kubernetes-secret';
import type { WantedCluster } from './cluster';
import { SECRET } from './kinds';
import type { OwnedObjects } from './owned-objects';

/** Validity and renewal of CloudNativePG's own certificates (`CERTIFICATE_DURATION`, `EXPIRING_CHECK_THRESHOLD`). */
const DAYS = 90;
const RENEW_BEFORE_MS = 7 * 24 * 60 * 60 * 1000;

/** How a Secret holds a certificate. */
interface SecretFormat {
  type: string;
  certificateKey: string;
  privateKeyKey: string;
}

const CA_SECRET: SecretFormat = {
  type: 'Opaque',
  certificateKey: 'ca.crt',
  privateKeyKey: 'ca.key',
};
const TLS_SECRET: SecretFormat = {
  type: 'kubernetes.io/tls',
  certificateKey: 'tls.crt',
  privateKeyKey: 'tls.key',
};

/** The certificates of a Cluster, and when each ends. */
export interface ClusterCertificates {
  tls: ServerTls;
  /** `status.certificates`. */
  status: object;
}

/** Makes the certificates of a Cluster, or makes them anew when they are about to end. */
export async function ensureCertificates(
  { name, namespace }: WantedCluster,
  objects: OwnedObjects,
): Promise<ClusterCertificates> {
  const names = {
    ca: `${name}-ca`,
    server: `${name}-server`,
    replication: `${name}-replication`,
  };
  const dnsNames = ['rw', 'r', 'ro'].flatMap(kind => {
    const service = `${name}-${kind}`;
    return [
      service,
      `${service}.${namespace}`,
      `${service}.${namespace}.svc`,
      `${service}.${namespace}.svc.cluster.local`,
    ];
  });
  const ca = await ensureCertificate(
    objects,
    names.ca,
    CA_SECRET,
    undefined,
    () => createAuthority(name, DAYS),
  );
  const issued = (secretName: string, request: CertificateRequest) =>
    ensureCertificate(objects, secretName, TLS_SECRET, ca.certificate, () =>
      issueCertificate(ca, request),
    );
  const server = await issued(names.server, {
    commonName: `${name}-rw`,
    days: DAYS,
    dnsNames,
    addresses: ['127.0.0.1'],
    usage: 'serverAuth',
  });
  const replication = await issued(names.replication, {
    commonName: 'streaming_replica',
    days: DAYS,
    usage: 'clientAuth',
  });
  return {
    tls: { caCertificate: ca.certificate, ...server },
    status: {
      clientCASecret: names.ca,
      serverCASecret: names.ca,
      serverTLSSecret: names.server,
      replicationTLSSecret: names.replication,
      serverAltDNSNames: dnsNames,
      expirations: {
        [names.ca]: expiration(ca.certificate),
        [names.server]: expiration(server.certificate),
        [names.replication]: expiration(replication.certificate),
      },
    },
  };
}

async function ensureCertificate(
  objects: OwnedObjects,
  name: string,
  format: SecretFormat,
  issuer: string | undefined,
  make: () => Promise<IssuedCertificate>,
): Promise<IssuedCertificate> {
  const secret = await objects.get(SECRET, name);
  const texts = secret ? secretTexts(secret) : {};
  const certificate = texts[format.certificateKey];
  const privateKey = texts[format.privateKeyKey];
  if (certificate && privateKey && isGood(certificate, issuer)) {
    return { certificate, privateKey };
  }
  const made = await make();
  await objects.apply({
    ...SECRET,
    name,
    type: format.type,
    data: secretData({
      [format.certificateKey]: made.certificate,
      [format.privateKeyKey]: made.privateKey,
    }),
  });
  return made;
}

function isGood(pem: string, issuer: string | undefined): boolean {
  const certificate = new X509Certificate(pem);
  const endsAt = Date.parse(certificate.validTo);
  const trusted =
    !issuer || certificate.verify(new X509Certificate(issuer).publicKey);
  return trusted && endsAt - Date.now() > RENEW_BEFORE_MS;
}

/** The way CloudNativePG writes times of certificates: `2026-12-31 18:39:53 +0000 UTC`. */
export function expiration(pem: string): string {
  const iso = new Date(new X509Certificate(pem).validTo).toISOString();
  return `${iso.slice(0, 19).replace('T', ' ')} +0000 UTC`;
}
