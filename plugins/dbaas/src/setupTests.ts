import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Whole apps are rendered, with parts that load when they are needed, on machines
// that have other things to do.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);
