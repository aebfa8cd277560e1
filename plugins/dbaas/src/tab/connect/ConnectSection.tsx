import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Connection,
  DatabaseService,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { CopyButton } from '../../components/CopyButton';
import { FactList, type Fact } from '../../components/FactList';
import { StateLabel } from '../../components/StateLabel';
import { Time } from '../../components/Time';
import { dbaasTranslationRef } from '../../translation';
import { RevealButton } from '../reveal/RevealButton';
import { Section } from '../Section';
import { SnippetArea } from './SnippetArea';
import { connectionId, useConnectionDetails } from './use-connection-details';

const useStyles = makeStyles(
  theme => ({
    connection: {
      '& + &': {
        borderTop: `1px solid ${theme.palette.divider}`,
        marginTop: theme.spacing(3),
        paddingTop: theme.spacing(2),
      },
    },
    delivery: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0, 1),
    },
    list: { listStyle: 'none', padding: 0, margin: 0 },
  }),
  { name: 'DbaasConnect' },
);

/** How applications reach the database: names, and ways to use them. */
export function ConnectSection({ service }: { service: DatabaseService }) {
  const { connections, ref } = service;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const loaded = useConnectionDetails(service);
  return (
    <Section id="connect" title={t('tab.connect')}>
      {connections.length === 0 && <Typography>{t('connect.none')}</Typography>}
      {connections.map(connection => {
        const { cluster, namespace, database, user } = connection;
        const title = t('connect.in', { database, user, namespace, cluster });
        return (
          <div
            key={connectionId(connection)}
            role="group"
            aria-label={title}
            className={classes.connection}
          >
            <Typography variant="subtitle1" component="h3">
              {title}
            </Typography>
            <DeliveryState connection={connection} />
            <ConnectionFacts service={ref} connection={connection} />
            <SnippetArea connection={connection} loaded={loaded} />
          </div>
        );
      })}
    </Section>
  );
}

function DeliveryState({ connection }: { connection: Connection }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { delivered, refreshedAt } = connection;
  return (
    <Typography variant="body2" component="div" className={classes.delivery}>
      <StateLabel
        state={delivered ? 'healthy' : 'progressing'}
        text={t(delivered ? 'connect.delivered' : 'connect.notDelivered')}
      />
      {refreshedAt && (
        <span>
          {t('connect.refreshed', { ago: <Time at={refreshedAt} as="ago" /> })}
        </span>
      )}
    </Typography>
  );
}

function ConnectionFacts(props: {
  service: ServiceRef;
  connection: Connection;
}) {
  const { service, connection } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { host, port, database, user, sslMode, daprComponents } = connection;
  const copyable = (name: string, text: string | undefined): Fact => ({
    name,
    value:
      text === undefined ? (
        t('connect.notKnown')
      ) : (
        <>
          <code>{text}</code>
          <CopyButton text={text} what={name} />
        </>
      ),
  });
  const facts: Fact[] = [
    copyable(t('connect.host'), host),
    copyable(t('connect.port'), port?.toString()),
    copyable(t('connect.database'), database),
    copyable(t('connect.user'), user),
    copyable(t('connect.secret'), connection.secretName),
    {
      name: t('connect.keys'),
      value: connection.secretKeys.map(key => <code key={key}>{key}</code>),
    },
    {
      name: t('connect.password'),
      value: (
        <>
          {t('connect.passwordHint', { key: 'password' })}
          <RevealButton service={service} connection={connection} />
        </>
      ),
    },
  ];
  if (sslMode) facts.push(copyable(t('connect.sslMode'), sslMode));
  if (daprComponents.length > 0) {
    facts.push({
      name: t('connect.daprComponents'),
      value: <DaprComponents connection={connection} />,
    });
  }
  return <FactList facts={facts} />;
}

function DaprComponents({ connection }: { connection: Connection }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  return (
    <ul className={classes.list}>
      {connection.daprComponents.map(({ name, type, scopes }) => (
        <li key={name}>
          {t('connect.daprScopes', { name, type, scopes: scopes.join(', ') })}
        </li>
      ))}
    </ul>
  );
}
