/** The form for the address of a server and a token. */
import { useState } from 'preact/hooks';
import type { LiveServer } from './server-address';
import { apiAddress } from './server-address';
import type { Connection } from './use-fleet';

interface ConnectFormProps {
  readonly address: string;
  readonly connection: Connection;
  readonly onConnect: (server: LiveServer) => void;
  readonly onDisconnect: () => void;
}

/** The form, and how the connection is. */
export function ConnectForm({ address, connection, onConnect, onDisconnect }: ConnectFormProps) {
  const [entered, setEntered] = useState(address);
  const [token, setToken] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onConnect({ baseUrl: apiAddress(entered), token: token.trim() });
  };
  return (
    <form class="card connect" onSubmit={submit} aria-label="Server" autocomplete="off">
      <label>
        Address of the API
        <input
          value={entered}
          inputMode="url"
          spellcheck={false}
          onInput={({ currentTarget }) => setEntered(currentTarget.value)}
        />
      </label>
      <label>
        Bearer token, if it needs one
        <input
          type="password"
          value={token}
          autocomplete="off"
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
      </label>
      <div class="connect-buttons">
        <button type="submit">Connect</button>
        {connection.state !== 'none' && (
          <button type="button" onClick={onDisconnect}>
            Disconnect
          </button>
        )}
      </div>
      <p class="connection" data-state={connection.state}>
        <bdi>{connection.text}</bdi>
      </p>
    </form>
  );
}
