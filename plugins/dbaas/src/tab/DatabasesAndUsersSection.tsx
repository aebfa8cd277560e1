import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ACCESS_LEVELS,
  type ServiceFacts,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { FactList } from '../components/FactList';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

/** What is inside the server, and who may do what with it. */
export function DatabasesAndUsersSection(props: { facts: ServiceFacts }) {
  const { databases, users } = props.facts;
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <Section id="databases-and-users" title={t('tab.databasesAndUsers')}>
      <Typography variant="subtitle1" component="h3">
        {t('users.databases')}
      </Typography>
      {databases.length === 0 ? (
        <Typography variant="body2">{t('users.noDatabases')}</Typography>
      ) : (
        <ul>
          {databases.map(database => (
            <li key={database}>
              <code>{database}</code>
            </li>
          ))}
        </ul>
      )}
      <Typography variant="subtitle1" component="h3">
        {t('users.users')}
      </Typography>
      {users.length === 0 ? (
        <Typography variant="body2">{t('users.noUsers')}</Typography>
      ) : (
        <FactList
          facts={users.map(({ name, access }) => ({
            name,
            value: <AccessText access={access} />,
          }))}
        />
      )}
    </Section>
  );
}

function AccessText(props: {
  access: ServiceFacts['users'][number]['access'];
}) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  if (props.access.length === 0) return <>{t('users.noAccess')}</>;
  const texts = props.access.map(({ database, level }) => {
    const known = ACCESS_LEVELS.find(one => one === level);
    return known
      ? t(`users.${known}`, { database })
      : t('users.other', { database, level });
  });
  return <>{texts.join(', ')}</>;
}
