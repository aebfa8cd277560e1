import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Alert from '@material-ui/lab/Alert';
import { Loading } from '../components/Loading';
import { dbaasTranslationRef } from '../translation';
import { offerReason } from './offer-reason';
import type { UnknownOffer } from './offers';

const HEIGHT = 96;

/** In place of choices that are not known, or not yet. */
export function OfferNotice({ offer }: { offer: UnknownOffer | undefined }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  if (!offer)
    return <Loading what={t('form.offers.loading')} height={HEIGHT} />;
  return (
    <Alert severity={offer.kind === 'failed' ? 'warning' : 'error'}>
      {offerReason(offer, t)}
    </Alert>
  );
}
