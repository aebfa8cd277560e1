import '@testing-library/jest-dom';

// Whole pages are rendered, on machines that have other things to do.
jest.setTimeout(30_000);
