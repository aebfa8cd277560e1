import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { dbaasTranslationRef } from '../translation';
import {
  checkSchemaSql,
  type DestructiveStatement,
  type SqlChecks,
  type SqlProblem,
} from './schema-sql-checks';
import { translate, type Translate } from './translate';

export const databaseSchemaSqlSchema = makeFieldSchema({
  output: z => z.string(),
});

const useStyles = makeStyles(
  theme => ({
    input: {
      fontFamily: 'monospace',
      fontSize: theme.typography.body2.fontSize,
      whiteSpace: 'pre',
      overflowX: 'auto',
    },
    alert: { marginTop: theme.spacing(1) },
  }),
  { name: 'DbaasDatabaseSchemaSql' },
);

/** The tables as they should be. Statements that lose data are pointed out, not refused. */
export function DatabaseSchemaSql(props: typeof databaseSchemaSqlSchema.type) {
  const { formData = '', onChange, schema, idSchema } = props;
  const { rawErrors = [], required, disabled } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const checks = checkSchemaSql(formData);
  const hintId = `${idSchema.$id}-hint`;
  return (
    <>
      <TextField
        id={idSchema.$id}
        label={schema.title ?? t('form.sql.title')}
        value={formData}
        onChange={({ target }) => onChange(target.value || undefined)}
        required={required}
        disabled={disabled}
        error={rawErrors.length > 0}
        helperText={schema.description ?? t('form.sql.description')}
        multiline
        minRows={8}
        maxRows={30}
        variant="outlined"
        margin="normal"
        fullWidth
        inputProps={{
          className: classes.input,
          spellCheck: false,
          autoCapitalize: 'off',
          'aria-describedby': hintId,
        }}
      />
      <div id={hintId} role="status">
        {formData !== '' && <Hints checks={checks} rawErrors={rawErrors} />}
      </div>
    </>
  );
}

function Hints(props: { checks: SqlChecks; rawErrors: string[] }) {
  const { statements, problems, destructive } = props.checks;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const messages = problems
    .map(problem => problemText(problem, t))
    .filter(message => !props.rawErrors.includes(message));
  return (
    <>
      {messages.map(message => (
        <Alert key={message} severity="error" className={classes.alert}>
          {message}
        </Alert>
      ))}
      {destructive.map(statement => (
        <Alert
          key={statement.line}
          severity="warning"
          className={classes.alert}
        >
          {destructiveText(statement, t)}
        </Alert>
      ))}
      {problems.length === 0 && (
        <Typography variant="caption" color="textSecondary">
          {t('form.sql.ok', { count: statements })}
        </Typography>
      )}
    </>
  );
}

function problemText({ kind, line }: SqlProblem, t: Translate): string {
  return kind === 'empty'
    ? t('form.sql.empty')
    : t(`form.sql.${kind}`, { line });
}

function destructiveText(
  { statement, line }: DestructiveStatement,
  t: Translate,
): string {
  return t('form.sql.destructive', { statement, line });
}

/** Refuses text that cannot be SQL. Whether it is, a parser decides in the backend. */
export const validateDatabaseSchemaSql: CustomFieldValidator<string> = async (
  sql,
  validation,
  { apiHolder },
) => {
  const { problems } = checkSchemaSql(sql ?? '');
  if (problems.length === 0) return;
  const t = await translate(apiHolder);
  problems.forEach(problem => validation.addError(problemText(problem, t)));
};
