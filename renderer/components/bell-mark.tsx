export function BellMark() {
  return (
    <svg className="bell-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M9.2 4.6a2.8 2.8 0 0 1 5.6 0" />
      <path
        className="bell-body"
        d="M12 4.4c-4 0-5.4 2.9-5.8 6.3-.3 2.6-.9 4.7-2.4 6.5h16.4c-1.5-1.8-2.1-3.9-2.4-6.5C17.4 7.3 16 4.4 12 4.4Z"
      />
      <path className="bell-body" d="M9.6 19.2a2.4 2.4 0 0 0 4.8 0Z" />
    </svg>
  );
}
