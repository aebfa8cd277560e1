// The library's dependency injection needs this polyfill first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 60 * 60 * 1000;
const SERIAL_BYTES = 16;

/** A certificate and its private key, as PEM texts. */
export interface IssuedCertificate {
  certificate: string;
  privateKey: string;
}

export interface CertificateRequest {
  commonName: string;
  days: number;
  /** Host names the certificate is good for. */
  dnsNames?: string[];
  /** Addresses the certificate is good for. */
  addresses?: string[];
  usage: 'serverAuth' | 'clientAuth';
}

/** Makes a certificate authority that trusts only itself. */
export async function createAuthority(
  commonName: string,
  days: number,
): Promise<IssuedCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(days),
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return toPem(certificate, keys.privateKey);
}

/** Issues a certificate that an authority of ours vouches for. */
export async function issueCertificate(
  authority: IssuedCertificate,
  request: CertificateRequest,
): Promise<IssuedCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const issuer = new x509.X509Certificate(authority.certificate);
  const [signingKey] = x509.PemConverter.decode(authority.privateKey);
  const names: x509.JsonGeneralNames = [
    ...(request.dnsNames ?? []).map(value => ({ type: 'dns' as const, value })),
    ...(request.addresses ?? []).map(value => ({ type: 'ip' as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(request.days),
    subject: `CN=${request.commonName}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey(
      'pkcs8',
      signingKey,
      ALGORITHM,
      false,
      ['sign'],
    ),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage[request.usage],
      ]),
      ...(names.length > 0
        ? [new x509.SubjectAlternativeNameExtension(names)]
        : []),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return toPem(certificate, keys.privateKey);
}

function validity(days: number) {
  // A minute of the past, for clocks that differ a little.
  const notBefore = new Date(Date.now() - 60_000);
  return {
    serialNumber: Buffer.from(
      webcrypto
        .getRandomValues(new Uint8Array(SERIAL_BYTES))
        .map((byte, index) =>
          // A serial number is positive: its first bit is clear, and it does not begin with zero.
          index === 0 ? (byte & 0x7f) | 0x40 : byte,
        ),
    ).toString('hex'),
    notBefore,
    notAfter: new Date(Date.now() + days * DAY_MS),
  };
}

async function toPem(
  certificate: x509.X509Certificate,
  key: webcrypto.CryptoKey,
): Promise<IssuedCertificate> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', key);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  };
}
