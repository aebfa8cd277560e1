/** The SDK is published as ES module only; this is the one place that loads it. */
export const loadSdk = () => import('@crossplane-org/function-sdk-typescript');

/** What the SDK exports. */
export type Sdk = Awaited<ReturnType<typeof loadSdk>>;
