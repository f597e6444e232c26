creat table books (title text);
