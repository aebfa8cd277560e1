// The library's dependency injection needs this polyfill first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import type { ServerCertificate } from './scripted-listener';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Vouches for certificates of test servers. */
export interface TestAuthority {
  /** PEM. */
  certificate: string;
  /** A certificate that is good for one IP address. */
  issue(address: string): Promise<ServerCertificate>;
}

/** Makes a certificate authority that only those trust who are told to. */
export async function createTestAuthority(): Promise<TestAuthority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity('01'),
    name: 'CN=test authority',
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    certificate: certificate.toString('pem'),
    issue: async address => {
      const own = await newKeys();
      const issued = await x509.X509CertificateGenerator.create({
        ...validity('02'),
        subject: 'CN=test server',
        issuer: certificate.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            { type: 'ip', value: address },
          ]),
        ],
      });
      const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
      return {
        certificate: issued.toString('pem'),
        privateKey: x509.PemConverter.encode(key, 'PRIVATE KEY'),
      };
    },
  };
}

function newKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function validity(serialNumber: string) {
  return {
    serialNumber,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
  };
}
