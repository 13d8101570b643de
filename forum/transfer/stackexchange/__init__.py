"""Reading the data dumps of Stack Exchange: a folder of XML files, one row of attributes for each thing."""
