import { useState } from 'preact/hooks';
import { ApiError, words } from '../api/ApiError';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { farewell } from './session';
import { signInWithKey, signInWithPassword } from './signIn';

/** Where one says who one is. */
export function SignIn() {
  const [withKey, setWithKey] = useState(false);
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(given.get(name) ?? '').trim();
    setBusy(true);
    setProblem('');
    try {
      await (withKey ? signInWithKey(text('key')) : signInWithPassword(text('email'), String(given.get('password'))));
    } catch (error) {
      const advice = error instanceof ApiError && error.status === 401 ? ` ${withKey ? 'Check the key.' : 'Check the e-mail address and the password.'}` : '';
      setProblem(words(error).replace(/\.?$/, `.${advice}`));
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <h1>GDN streams</h1>
        {farewell.value && <Notice kind="note">{farewell.value}</Notice>}
        <div class="choice" role="group" aria-label="Sign in with">
          <button type="button" aria-pressed={!withKey} onClick={() => setWithKey(false)}>Password</button>
          <button type="button" aria-pressed={withKey} onClick={() => setWithKey(true)}>API key</button>
        </div>
        {withKey
          ? <Field label="API key"><input name="key" type="password" required autoComplete="off" spellcheck={false} /></Field>
          : (
            <>
              <Field label="E-mail"><input name="email" required autoComplete="username" spellcheck={false} /></Field>
              <Field label="Password"><input name="password" type="password" required autoComplete="current-password" /></Field>
            </>
          )}
        {problem && <Notice>{problem}</Notice>}
        <button type="submit" class="primary" disabled={isBusy}>Sign in</button>
        <p class="hint">The sign-in is kept in the memory of this page only: reloading or closing it ends it.</p>
      </form>
    </main>
  );
}
