import type { UnknownOffer } from './offers';
import type { Translate } from './translate';

/** Why nothing can be chosen, for people. */
export function offerReason(offer: UnknownOffer, t: Translate): string {
  switch (offer.kind) {
    case 'problem':
      return t('form.offers.problem', { reason: offer.reason });
    case 'noCluster':
      return t('form.offers.noCluster');
    default:
      return t('form.offers.failed', { reason: offer.reason });
  }
}
