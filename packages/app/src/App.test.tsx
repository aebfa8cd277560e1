import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('starts and offers to sign in', async () => {
    process.env.APP_CONFIG = JSON.stringify([
      {
        context: 'test',
        data: {
          app: { title: 'Test', baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://localhost:7007' },
        },
      },
    ]);
    render(App.createRoot());
    expect(
      await screen.findByText('Enter', {}, { timeout: 20_000 }),
    ).toBeInTheDocument();
  }, 30_000);
});
